/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <llhttp.h>
#include <string.h>

#include "http/chunked.h"
#include "http/parser.h"

/*
 * Two parsers, ours and the one of Node.js, on the same connection: where both take a request, or an answer to GET, they
 * must agree on what its content is and where the next one begins, or something can be smuggled past one of them.
 *
 * One alone may refuse a request: ours what has no valid Host, fields that may come once and come twice, a bare CR, line
 * ends of two kinds, a trailer that frames; llhttp lines that end with LF alone, methods it has no name for, white space
 * in chunk extensions. What follows a request after which the connection ends, or another protocol begins, is nobody's.
 */

typedef enum
{
  TAKEN,
  REFUSED,
  UNFINISHED,
} Verdict;

typedef struct
{
  Verdict verdict;
  gsize end;
  GString *content;
  gboolean last;     /* nothing after it is a request */
} Reading;

static int
on_body (llhttp_t   *parser,
         const char *data,
         size_t      length)
{
  g_string_append_len (((Reading *) parser->data)->content, data, (gssize) length);

  return 0;
}

/* Which answers have no content whatever they say (RFC 9112 section 6.3), llhttp leaves to its user. */
static int
on_head (llhttp_t *parser)
{
  guint status = parser->type == HTTP_RESPONSE ? parser->status_code : 0;

  return (status >= 100 && status < 200) || status == 204 || status == 304 ? 1 : 0;
}

static int
on_complete (llhttp_t *parser)
{
  return HPE_PAUSED;
}

static gboolean
is_answer (const char *data,
           gsize       length)
{
  return length >= 5 && memcmp (data, "HTTP/", 5) == 0;
}

static void
read_theirs (const char *data,
             gsize       length,
             Reading    *reading)
{
  static const llhttp_settings_t settings = { .on_headers_complete = on_head, .on_body = on_body,
                                              .on_message_complete = on_complete };
  llhttp_t parser;
  llhttp_errno_t result;

  llhttp_init (&parser, is_answer (data, length) ? HTTP_RESPONSE : HTTP_REQUEST, &settings);
  parser.data = reading;
  result = llhttp_execute (&parser, data, length);
  reading->verdict = result == HPE_OK                                         ? UNFINISHED
                     : result == HPE_PAUSED || result == HPE_PAUSED_UPGRADE ? TAKEN
                                                                              : REFUSED;
  if (reading->verdict == TAKEN)
    reading->end = (gsize) (llhttp_get_error_pos (&parser) - data);
  reading->last = parser.upgrade != 0;
}

static gboolean
add_content (const char *data,
             gsize       length,
             gpointer    content)
{
  g_string_append_len (content, data, (gssize) length);

  return TRUE;
}

static void
read_ours (const char *data,
           gsize       length,
           Reading    *reading)
{
  gboolean answer = is_answer (data, length);
  gsize scanned = 0;
  gssize head_end = lan_http_find_head_end (data, length, &scanned);
  g_autoptr(LanHttpHead) head = lan_http_head_scan (data, head_end < 0 ? length : (gsize) head_end, answer);
  LanHttpFraming framing = answer ? lan_http_head_decide_answer (head, data, "GET") : lan_http_head_decide (head, data);
  LanHttpChunked chunked = { 0 };
  const char *body;
  gsize left;

  reading->verdict = framing.status == 0                              ? TAKEN
                     : framing.rule == LAN_HTTP_RULE_HEAD_INCOMPLETE ? UNFINISHED
                                                                      : REFUSED;
  /* of HTTP/0.9 there is nothing to compare */
  if (reading->verdict == TAKEN && !answer && head->start[2].length == 0)
    reading->verdict = REFUSED;
  if (reading->verdict != TAKEN)
    return;

  reading->last = !framing.keep_alive || lan_http_head_is (head, data, 0, "CONNECT");

  body = data + head_end;
  left = length - (gsize) head_end;
  if (framing.chunked)
    {
      reading->end = (gsize) head_end + lan_http_chunked_read (&chunked, body, left, add_content, reading->content);
      reading->verdict = chunked.state == LAN_HTTP_CHUNKED_DONE  ? TAKEN
                         : chunked.state == LAN_HTTP_CHUNKED_BAD ? REFUSED
                                                                 : UNFINISHED;
    }
  else if (framing.content_length < 0 || (guint64) framing.content_length > left)
    reading->verdict = UNFINISHED;   /* what ends with the connection has not ended */
  else
    {
      g_string_append_len (reading->content, body, (gssize) framing.content_length);
      reading->end = (gsize) head_end + (gsize) framing.content_length;
    }
}

/* FALSE: there is nothing more to compare. */
static gboolean
compare (const char *data,
         gsize       length,
         gsize      *end)
{
  g_autoptr(GString) our_content = g_string_new (NULL);
  g_autoptr(GString) their_content = g_string_new (NULL);
  Reading ours = { .content = our_content }, theirs = { .content = their_content };

  read_ours (data, length, &ours);
  read_theirs (data, length, &theirs);
  if (ours.verdict == REFUSED || theirs.verdict == REFUSED)
    return FALSE;

  HOLDS (ours.verdict == theirs.verdict || ours.last || theirs.last);
  if (ours.verdict != TAKEN || theirs.verdict != TAKEN)
    return FALSE;

  HOLDS (g_string_equal (our_content, their_content) || theirs.last);
  HOLDS (ours.end == theirs.end || theirs.last);
  *end = ours.end;

  return !ours.last && !theirs.last;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes,
                        size_t         size)
{
  const char *data = (const char *) bytes;
  gsize end = 0;

  while (size > 0 && compare (data, size, &end))
    {
      data += end;
      size -= end;
    }

  return 0;
}
