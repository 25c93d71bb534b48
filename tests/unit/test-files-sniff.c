/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "files/sniff.h"

#define CASE(bytes, extension) { bytes, sizeof bytes - 1, extension }

static const struct
{
  const char *bytes;
  gsize length;
  const char *extension;
} cases[] = {
  CASE ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
  CASE ("\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
  CASE ("GIF89a\1\0\1\0", "gif"),
  CASE ("RIFF\x10\0\0\0WEBPVP8 ", "webp"),
  CASE ("RIFF\x10\0\0\0WAVEfmt ", "wav"),
  CASE ("%PDF-1.7\n", "pdf"),
  CASE ("\x1f\x8b\x08\0\0\0\0\0", "gz"),
  CASE ("\xfd" "7zXZ\0\0\4", "xz"),
  CASE ("\x28\xb5\x2f\xfd\x24", "zst"),
  CASE ("PK\3\4\x14\0\0\0\0\0hello.txt", "zip"),
  CASE ("PK\5\6\0\0\0\0\0\0\0\0", "zip"),
  CASE ("PK\3\4\x14\0\6\0\x08\0[Content_Types].xml PK\3\4 word/document.xml", "docx"),
  CASE ("PK\3\4\x14\0\6\0\x08\0[Content_Types].xml PK\3\4 xl/workbook.xml", "xlsx"),
  CASE ("PK\3\4\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
  CASE ("PK\3\4\x14\0\0\0\0\0mimetypeapplication/epub+zip", "epub"),
  CASE ("\0\0\0\x20" "ftypisom\0\0\2\0", "mp4"),
  CASE ("\0\0\0\x20" "ftypM4A \0\0\2\0", "m4a"),
  CASE ("\0\0\0\x18" "ftypheic", "heic"),
  CASE ("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x84webm", "webm"),
  CASE ("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x88matroska", "mkv"),
  CASE ("hello\n", "txt"),
  CASE ("来呀,带你去看晴空万里\n", "txt"),
  CASE ("a", "txt"),
  /* what a click would run is text */
  CASE ("#!/bin/sh\nrm -r ~\n", "txt"),
  CASE ("[Desktop Entry]\nType=Application\nExec=sh\n", "txt"),
  CASE ("#!/usr/bin/env python3\nprint(1)\n", "txt"),
  CASE ("", NULL),
  CASE ("\0\1\2\3\4\5\6\7", NULL),
  CASE ("\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0", NULL),
};

/* At the end of a page that nothing follows: a read too far is a crash, with or without a sanitizer. */
static const guint8 *
at_guard_page (const char *bytes,
               gsize       length)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  guint8 *pages = mmap (NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  assert_ptr_not_equal (pages, MAP_FAILED);
  assert_true (length <= page);
  mprotect (pages + page, page, PROT_NONE);
  memcpy (pages + page - length, bytes, length);

  return pages + page - length;
}

static void
content_tells_the_extension (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *extension = lan_files_sniff_extension (at_guard_page (cases[i].bytes, cases[i].length), cases[i].length);

      if (g_strcmp0 (extension, cases[i].extension) != 0)
        fail_msg ("case %" G_GSIZE_FORMAT ": %s instead of %s", i, extension, cases[i].extension);
    }
}

static void
every_beginning_can_be_read (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 0; length < cases[i].length; length++)
      lan_files_sniff_extension (at_guard_page (cases[i].bytes, length), length);
}

static void
a_tar_archive_has_its_mark_further_in (void **state)
{
  guint8 block[512] = "folder/";

  memcpy (block + 257, "ustar\0" "00", 8);
  assert_string_equal (lan_files_sniff_extension (block, sizeof block), "tar");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (content_tells_the_extension),
    cmocka_unit_test (every_beginning_can_be_read),
    cmocka_unit_test (a_tar_archive_has_its_mark_further_in),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
