/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guard-page.h"
#include "http/multipart.h"

#define FINE LAN_HTTP_MULTIPART_FINE
#define DELIMITER LAN_HTTP_MULTIPART_DELIMITER
#define FIELD LAN_HTTP_MULTIPART_FIELD
#define HEAD_SIZE LAN_HTTP_MULTIPART_HEAD_SIZE
#define DISPOSITION LAN_HTTP_MULTIPART_DISPOSITION
#define CODING LAN_HTTP_MULTIPART_CODING
#define INCOMPLETE LAN_HTTP_MULTIPART_INCOMPLETE

/* A part of the form with the boundary "b". */
#define NAMED(disposition) "--b\r\nContent-Disposition: form-data; " disposition "\r\n\r\nx\r\n--b--\r\n"
#define HEADED(head) "--b\r\n" head "\r\n\r\nx\r\n--b--\r\n"
#define FIELD_A "Content-Disposition: form-data; name=\"a\""

typedef struct
{
  const char *body;
  LanHttpMultipartFault fault;
  const char *log;   /* "name=filename(type){content}" of each part; without "}" where it did not end */
} Case;

static const Case cases[] = {
  /* what browsers, curl and libraries send */
  { NAMED ("name=\"a\""), FINE, "a{x}" },
  { NAMED ("name=\"file\"; filename=\"photo.jpg\""), FINE, "file=photo.jpg{x}" },
  { NAMED ("name=\"file\"; filename=\"你好.txt\""), FINE, "file=你好.txt{x}" },
  { NAMED ("name=\"file\"; filename=\"\""), FINE, "file={x}" },
  { NAMED ("name=\"\"; filename=\"a\""), FINE, "=a{x}" },
  { NAMED ("name=a; filename=b.txt"), FINE, "a=b.txt{x}" },
  { NAMED ("filename=\"b\"; name=\"a\""), FINE, "a=b{x}" },
  { NAMED ("NAME=\"a\"; FileName=\"b\""), FINE, "a=b{x}" },
  { "--b\r\ncontent-disposition:form-data;name=\"a\"\r\n\r\nx\r\n--b--", FINE, "a{x}" },
  { "--b\r\n" FIELD_A "; filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--b--\r\n", FINE,
    "a=p.png(image/png){\x89PNG}" },
  { "--b\r\n" FIELD_A "\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n2\r\n--b--\r\n", FINE,
    "a{1}c{2}" },
  { "--b--\r\n", FINE, "" },
  { "--b--", FINE, "" },

  /* names: %22, %0D and %0A are undone and nothing else; backslashes of older programs */
  { NAMED ("name=\"a\"; filename=\"1%222%2241%0d%0A.txt\""), FINE, "a=1\"2\"41\r\n.txt{x}" },
  { NAMED ("name=\"a\"; filename=\"50%.txt\""), FINE, "a=50%.txt{x}" },
  { NAMED ("name=\"a\"; filename=\"%41%2e%00%2\""), FINE, "a=%41%2e%00%2{x}" },
  { NAMED ("name=\"a\"; filename=\"%2\""), FINE, "a=%2{x}" },
  { NAMED ("name=\"a\"; filename=\"say \\\"hi\\\".txt\""), FINE, "a=say \"hi\".txt{x}" },
  { NAMED ("name=\"a;b=\\\"c\"; filename=\"d;e=f\""), FINE, "a;b=\"c=d;e=f{x}" },
  { NAMED ("name=\"back\\slash\""), FINE, "back\\slash{x}" },
  { NAMED ("name=\"a\\\""), FINE, "a\\{x}" },

  /* … and never a path (RFC 7578 section 4.2) */
  { NAMED ("name=\"a\"; filename=\"C:\\fakepath\\b.txt\""), FINE, "a=b.txt{x}" },
  { NAMED ("name=\"a\"; filename=\"../../etc/passwd\""), FINE, "a=passwd{x}" },
  { NAMED ("name=\"a\"; filename=\"/etc/passwd\""), FINE, "a=passwd{x}" },
  { NAMED ("name=\"a\"; filename=\"..\\..\\passwd\""), FINE, "a=passwd{x}" },
  { NAMED ("name=\"a\"; filename=\"folder/b.txt\""), FINE, "a=b.txt{x}" },
  { NAMED ("name=\"a\"; filename=\"folder/\""), FINE, "a={x}" },
  { NAMED ("name=\"a\"; filename=\"..\""), FINE, "a={x}" },
  { NAMED ("name=\"a\"; filename=\"x/.\""), FINE, "a={x}" },
  { NAMED ("name=\"a\"; filename=\"...\""), FINE, "a=...{x}" },
  { NAMED ("name=\"a\"; filename*=UTF-8''b.txt"), FINE, "a{x}" },
  { NAMED ("name=\"a\"; filename=\"c\"; filename*=UTF-8''b.txt"), FINE, "a=c{x}" },

  /* contents that look like the end of one */
  { "--b\r\n" FIELD_A "\r\n\r\n\r\n--b--\r\n", FINE, "a{}" },
  { "--b\r\n" FIELD_A "\r\n\r\n--b--\r\n", FINE, "a{}" },   /* no content at all */
  { "--b\r\n" FIELD_A "\r\n\r\n--b\r\n" FIELD_A "\r\n\r\n--b--\r\n", FINE, "a{}a{}" },
  { "--b\r\n" FIELD_A "\r\n\r\n\r\n\r\n--b--\r\n", FINE, "a{\r\n}" },
  { "--b\r\n" FIELD_A "\r\n\r\n\r\r\n--b--\r\n", FINE, "a{\r}" },
  { "--b\r\n" FIELD_A "\r\n\r\n\r\n-\r\n--\r\n--c\r\n--b--\r\n", FINE, "a{\r\n-\r\n--\r\n--c}" },
  { "--b\r\n" FIELD_A "\r\n\r\n\r\n\r\n--\r\r\n\r\n--b--\r\n", FINE, "a{\r\n\r\n--\r\r\n}" },
  { "--b\r\n" FIELD_A "\r\n\r\nx--b\n--b\r--b\r\n--b--\r\n", FINE, "a{x--b\n--b\r--b}" },
  { "--b\r\n" FIELD_A "\r\n\r\n-x\r\n--b--\r\n", FINE, "a{-x}" },
  { "--b\r\n" FIELD_A "\r\n\r\n--x\r\n--b--\r\n", FINE, "a{--x}" },
  { "--b\r\n" FIELD_A "\r\n\r\n--\r\n--b--\r\n", FINE, "a{--}" },

  /* preamble, epilogue, padding (RFC 2046 section 5.1.1) */
  { "This is a message\r\nwith parts.\r\n--b\r\n" FIELD_A "\r\n\r\nx\r\n--b--\r\nThe end\r\n--b\r\n", FINE, "a{x}" },
  { "\r\n--b\r\n" FIELD_A "\r\n\r\nx\r\n--b--", FINE, "a{x}" },
  { "-\r\n--b\r\n" FIELD_A "\r\n\r\nx\r\n--b--", FINE, "a{x}" },
  { "--b \t \r\n" FIELD_A "\r\n\r\nx\r\n--b\t\r\n" FIELD_A "\r\n\r\ny\r\n--b-- \r\n", FINE, "a{x}a{y}" },
  { "no form at all", INCOMPLETE, "" },
  { " --b\r\n" FIELD_A "\r\n\r\nx\r\n--b--", FINE, "" },   /* not at the beginning of its line: the last is the first */

  /* what is behind a boundary */
  { "--bc\r\n" FIELD_A "\r\n\r\nx\r\n--b--", DELIMITER, "" },
  { "--b\n" FIELD_A "\n\nx\n--b--", DELIMITER, "" },
  { "--b-\r\n", DELIMITER, "" },
  { "--b \r \n", DELIMITER, "" },
  { "--b --\r\n", DELIMITER, "" },
  { "--b\r\n" FIELD_A "\r\n\r\nx\r\n--bb\r\n--b--", DELIMITER, "a{x}" },

  /* header lines */
  { HEADED (FIELD_A "\r\nX-Unknown: 1\r\nContent-Length: 5"), FINE, "a{x}" },
  { HEADED ("Content-Type:\ttext/plain \t\r\n" FIELD_A), FINE, "a(text/plain){x}" },
  { HEADED (FIELD_A "\r\nContent-Transfer-Encoding: binary"), FINE, "a{x}" },
  { HEADED (FIELD_A "\r\nContent-Transfer-Encoding: 8BIT"), FINE, "a{x}" },
  { HEADED (FIELD_A "\r\nContent-Transfer-Encoding: base64"), CODING, "" },
  { HEADED (FIELD_A "\r\nContent-Transfer-Encoding: quoted-printable"), CODING, "" },
  { HEADED ("no colon"), FIELD, "" },
  { HEADED (": no name"), FIELD, "" },
  { HEADED ("Name : x"), FIELD, "" },
  { HEADED (FIELD_A "\r\n folded: x"), FIELD, "" },
  { HEADED (FIELD_A "\nX: y"), FIELD, "" },
  { HEADED (FIELD_A "\rX: y"), FIELD, "" },
  { HEADED (FIELD_A "\r\nX: \x01"), FIELD, "" },
  { HEADED (FIELD_A "\r\nX: \x7f"), FIELD, "" },
  { HEADED (FIELD_A "\r\n1:1\r\n2:\r\n3:\r\n4:\r\n5:\r\n6:\r\n7:\r\n8:\r\n9:\r\n10:\r\n11:\r\n12:\r\n13:\r\n14:\r\n15:"), FINE,
    "a{x}" },
  { HEADED (FIELD_A "\r\n1:1\r\n2:\r\n3:\r\n4:\r\n5:\r\n6:\r\n7:\r\n8:\r\n9:\r\n10:\r\n11:\r\n12:\r\n13:\r\n14:\r\n15:\r\n16:"),
    HEAD_SIZE, "" },

  /* names that are missing or two */
  { "--b\r\n\r\nx\r\n--b--", DISPOSITION, "" },
  { HEADED ("Content-Type: text/plain"), DISPOSITION, "" },
  { HEADED ("Content-Disposition: form-data"), DISPOSITION, "" },
  { HEADED ("Content-Disposition: attachment; name=\"a\""), DISPOSITION, "" },
  { HEADED ("Content-Disposition: form-datas; name=\"a\""), DISPOSITION, "" },
  { HEADED (FIELD_A "\r\n" FIELD_A), DISPOSITION, "" },
  { NAMED ("name=\"a\"; name=\"b\""), DISPOSITION, "" },
  { NAMED ("name=\"a\"; filename=\"b\"; filename=\"c\""), DISPOSITION, "" },
  { NAMED ("name=\"a"), DISPOSITION, "" },
  { NAMED ("name=\"a\"b"), DISPOSITION, "" },
  { NAMED ("name="), DISPOSITION, "" },
  { NAMED ("name"), DISPOSITION, "" },
  { NAMED ("name=\"a\"; =b"), DISPOSITION, "" },
  { NAMED ("name=\"a\";"), FINE, "a{x}" },
  { NAMED ("name=\"a\" ;; filename=b"), FINE, "a=b{x}" },

  /* cut off */
  { "", INCOMPLETE, "" },
  { "--", INCOMPLETE, "" },
  { "--b", INCOMPLETE, "" },
  { "--b-", INCOMPLETE, "" },
  { "--b\r\n", INCOMPLETE, "" },
  { "--b\r\n" FIELD_A "\r\n", INCOMPLETE, "" },
  { "--b\r\n" FIELD_A "\r\n\r\n", INCOMPLETE, "a{" },
  { "--b\r\n" FIELD_A "\r\n\r\nx", INCOMPLETE, "a{x" },
  { "--b\r\n" FIELD_A "\r\n\r\nx\r\n--b", INCOMPLETE, "a{x}" },
  { "--b\r\n" FIELD_A "\r\n\r\nx\r\n--b\r\n", INCOMPLETE, "a{x}" },
};

static GuardPage guard;

static void
on_begin (const LanHttpFormPart *part,
          gpointer               log)
{
  g_string_append (log, part->name);
  if (part->filename != NULL)
    g_string_append_printf (log, "=%s", part->filename);
  if (part->type != NULL)
    g_string_append_printf (log, "(%s)", part->type);
  g_string_append_c (log, '{');
}

static void
on_data (const char *bytes,
         gsize       length,
         gpointer    log)
{
  assert_true (length > 0);
  g_string_append_len (log, bytes, (gssize) length);
}

static void
on_end (gpointer log)
{
  g_string_append_c (log, '}');
}

static const LanHttpFormEvents events = { on_begin, on_data, on_end };

static LanHttpMultipart *
read_form (const char *content_type,
           GString    *log)
{
  return lan_http_multipart_new (content_type, strlen (content_type), &events, log);
}

/* In pieces of these sizes. */
static LanHttpMultipartFault
feed (LanHttpMultipart *form,
      const char       *body,
      gsize             length,
      gsize             first,
      gsize             others)
{
  for (gsize at = 0, piece = first; at < length; piece = others)
    {
      gsize size = MIN (piece, length - at);

      lan_http_multipart_feed (form, guard_page_put (&guard, body + at, size), size);
      at += size;
    }

  return lan_http_multipart_finish (form);
}

static void
check (const Case *c,
       gsize       first,
       gsize       others)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(LanHttpMultipart) form = read_form ("multipart/form-data; boundary=b", log);
  LanHttpMultipartFault fault = feed (form, c->body, strlen (c->body), first, others);

  if (fault != c->fault || strcmp (log->str, c->log) != 0)
    fail_msg ("first %zu, then %zu of “%s”: fault %d “%s” instead of %d “%s”", first, others, c->body, fault, log->str,
              c->fault, c->log);
}

static void
forms_are_read_in_whatever_pieces (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].body);

      for (gsize others = 1; others <= 3; others++)
        check (&cases[i], others, others);
      for (gsize first = 1; first <= length; first++)
        check (&cases[i], first, length);
    }
}

static void
boundaries_are_as_written (void **state)
{
  static const struct
  {
    const char *type;
    gboolean valid;
  } table[] = {
    { "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", TRUE },
    { "multipart/form-data; boundary=---------------------------9051914041544843365972754266", TRUE },
    { "multipart/form-data; boundary=------------------------d74496d66958873e", TRUE },
    { "Multipart/Form-Data;BOUNDARY=x", TRUE },
    { "multipart/form-data; boundary=\"a b'()+_,-./:=?c\"", TRUE },
    { "multipart/form-data; boundary=----=_Part_1_2.3", TRUE },
    { "multipart/form-data; charset=utf-8; boundary=x", TRUE },
    { "multipart/form-data; boundary=x; charset=utf-8", TRUE },
    { "multipart/form-data; boundary=x;", TRUE },
    { "multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789", TRUE },
    { "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890", FALSE },
    { "multipart/form-data; boundary=\"x \"", FALSE },
    { "multipart/form-data; boundary=\"x", FALSE },
    { "multipart/form-data; boundary=\"\"", FALSE },
    { "multipart/form-data; boundary=", FALSE },
    { "multipart/form-data; boundary", FALSE },
    { "multipart/form-data; boundary=x; boundary=y", FALSE },
    { "multipart/form-data; boundary=x y", FALSE },
    { "multipart/form-data; boundary=x*y", FALSE },
    { "multipart/form-data; boundary=\"x\ty\"", FALSE },
    { "multipart/form-data; boundary=你好", FALSE },
    { "multipart/form-data boundary=x", FALSE },
    { "multipart/form-data", FALSE },
    { "multipart/form-data;", FALSE },
    { "multipart/form-database; boundary=x", FALSE },
    { "multipart/mixed; boundary=x", FALSE },
    { "text/plain", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(LanHttpMultipart) form = read_form (table[i].type, NULL);

      if ((form != NULL) != table[i].valid)
        fail_msg ("“%s” is taken for %s", table[i].type, form != NULL ? "valid" : "wrong");
    }
}

static void
a_boundary_with_spaces_and_repetitions_is_found (void **state)
{
  static const char body[] = "--a b--a b\r\n" FIELD_A "\r\n\r\n\r\n--a b--a\r\n--a b--a b--\r\n";
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(LanHttpMultipart) form = read_form ("multipart/form-data; boundary=\"a b--a b\"", log);

  assert_int_equal (feed (form, body, strlen (body), 7, 5), FINE);
  assert_string_equal (log->str, "a{\r\n--a b--a}");
}

static void
bytes_of_all_kinds_go_through (void **state)
{
  g_autoptr(GString) body = g_string_new ("--b\r\n" FIELD_A "\r\n\r\n");
  g_autoptr(GString) expected = g_string_new ("a{");
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(LanHttpMultipart) form = read_form ("multipart/form-data; boundary=b", log);

  for (guint i = 0; i < 65536; i++)
    g_string_append_c (expected, (char) ((i * 2654435761u) >> 13));
  g_string_append_len (body, expected->str + 2, 65536);
  g_string_append (body, "\r\n--b--\r\n");
  g_string_append_c (expected, '}');

  assert_int_equal (feed (form, body->str, body->len, 1000, 4096), FINE);
  assert_true (g_string_equal (log, expected));
}

static void
a_header_is_bounded (void **state)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(LanHttpMultipart) form = read_form ("multipart/form-data; boundary=b", log);
  g_autofree char *name = g_strnfill (LAN_HTTP_PART_HEAD_MAX_BYTES, 'n');
  g_autofree char *body = g_strdup_printf (HEADED (FIELD_A "\r\nX: %s"), name);

  assert_int_equal (feed (form, body, strlen (body), 1000, 1000), HEAD_SIZE);
  assert_string_equal (log->str, "");
}

static void
parts_are_counted (void **state)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(LanHttpMultipart) form = read_form ("multipart/form-data; boundary=b", log);
  static const char part[] = "--b\r\n" FIELD_A "\r\n\r\n\r\n";

  for (guint i = 0; i < LAN_HTTP_FORM_PARTS_MAX; i++)
    assert_int_equal (lan_http_multipart_feed (form, part, strlen (part)), FINE);
  assert_int_equal (lan_http_multipart_feed (form, part, strlen (part)), LAN_HTTP_MULTIPART_PARTS);
  assert_int_equal (lan_http_multipart_finish (form), LAN_HTTP_MULTIPART_PARTS);
  assert_int_equal (log->len, 3 * LAN_HTTP_FORM_PARTS_MAX);
}

static void
every_fault_has_its_sentence (void **state)
{
  for (guint i = 0; i < LAN_HTTP_MULTIPART_N_FAULTS; i++)
    {
      const char *section;

      assert_true (g_str_has_suffix (lan_http_multipart_describe (i, &section), "."));
      assert_true (g_str_has_prefix (section, "RFC "));
    }
}

static int
set_up (void **state)
{
  guard = guard_page_new (65536 * 2);

  return 0;
}

static int
tear_down (void **state)
{
  guard_page_free (&guard);

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (forms_are_read_in_whatever_pieces),
    cmocka_unit_test (boundaries_are_as_written),
    cmocka_unit_test (a_boundary_with_spaces_and_repetitions_is_found),
    cmocka_unit_test (bytes_of_all_kinds_go_through),
    cmocka_unit_test (a_header_is_bounded),
    cmocka_unit_test (parts_are_counted),
    cmocka_unit_test (every_fault_has_its_sentence),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
