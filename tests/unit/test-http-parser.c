/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guard-page.h"
#include "http/message.h"
#include "http/parser.h"
#include "http/syntax.h"

/* What is fine or only noted has no error; -1 stands for "nothing at all is noted". */
#define OK -1

#define HOST "Host: a\r\n"

typedef struct
{
  const char *head;
  gsize length;   /* 0: up to its NUL */
  guint status;
  int rule;       /* the first one broken */
} Case;

#define N(text) text, sizeof text - 1

static const Case requests[] = {
  /* --- the request line (RFC 9112 section 3) --- */
  { "GET / HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "GET / HTTP/1.0\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.7\r\n" HOST "\r\n", 0, 0, OK },
  { "PATCH /a?b=c&d HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "GET  / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "GET\t/ HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "GET /  HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "GET / HTTP/1.1 \r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { " GET / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_METHOD },
  { "GET/ HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_METHOD },
  { "GET\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "GET HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "GET /\r\n\r\n", 0, 0, LAN_HTTP_RULE_VERSION_MISSING },
  { "POST /\r\n\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "GET a\r\n\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "hello\r\n\r\n", 0, 400, LAN_HTTP_RULE_START_LINE },
  { "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n", 0, 400, LAN_HTTP_RULE_LEADING_EMPTY_LINE },

  /* --- the method (RFC 9110 section 9.1) --- */
  { "get / HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_METHOD_UNKNOWN },
  { "PROPFIND / HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_METHOD_UNKNOWN },
  { "M-SEARCH * HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_METHOD_UNKNOWN },
  { "G\"T / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_METHOD },
  { "G:T / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_METHOD },
  { N ("G\0T / HTTP/1.1\r\n" HOST "\r\n"), 400, LAN_HTTP_RULE_METHOD },
  { "G\xc3\x89T / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_METHOD },

  /* --- the target and its four forms (RFC 9112 section 3.2) --- */
  { "GET http://a/b HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "GET HTTP://A:80 HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "GET http://[::1]:80/ HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "GET http:///b HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET http://:80/ HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET http://a:b/ HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET http://u:p@a/ HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_TARGET_USER },
  { "GET http:/a HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET a HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET a:80 HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET ?a HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET * HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "OPTIONS / HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "OPTIONS ** HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "CONNECT a:443 HTTP/1.1\r\n" HOST "\r\n", 0, 0, OK },
  { "CONNECT a HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "CONNECT a: HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "CONNECT / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET_FORM },
  { "GET /a b HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET },
  { "GET /a\tb HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET },
  { N ("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), 400, LAN_HTTP_RULE_TARGET },
  { "GET /\xe4\xbd\xa0 HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET },
  { "GET /\x7f HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET },
  { "GET /a#b HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_TARGET_FRAGMENT },
  { "GET /|^{}\"<> HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_TARGET_ESCAPE },
  { "GET /100%! HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_TARGET_ESCAPE },
  { "GET /%4 HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_TARGET_ESCAPE },
  { "GET /%41%zz HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_TARGET_ESCAPE },

  /* --- the version (RFC 9112 section 2.3) --- */
  { "GET / HTTP/2.0\r\n" HOST "\r\n", 0, 505, LAN_HTTP_RULE_VERSION_UNKNOWN },
  { "PRI * HTTP/2.0\r\n\r\n", 0, 505, LAN_HTTP_RULE_VERSION_UNKNOWN },
  { "GET / HTTP/0.9\r\n" HOST "\r\n", 0, 505, LAN_HTTP_RULE_VERSION_UNKNOWN },
  { "GET / HTTP/1.10\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "GET / HTTP/01.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "GET / HTTP/1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "GET / HTTP/1,1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "GET / HTTP/ 1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_TARGET },
  { "GET / http/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "GET / HTTPS/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "OPTIONS / RTSP/1.0\r\n" HOST "\r\n", 0, 501, LAN_HTTP_RULE_PROTOCOL },
  { "SOURCE /a ICE/1.0\r\n" HOST "\r\n", 0, 501, LAN_HTTP_RULE_PROTOCOL },

  /* --- line ends (RFC 9112 section 2.2) --- */
  { "\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_LEADING_EMPTY_LINE },
  { "\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 0, 0, LAN_HTTP_RULE_LEADING_EMPTY_LINE },
  { "\rGET / HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_BARE_CR },
  { "GET / HTTP/1.0\n\n", 0, 0, LAN_HTTP_RULE_BARE_LF },
  { "GET / HTTP/1.1\nHost: a\n\n", 0, 0, LAN_HTTP_RULE_BARE_LF },
  { "GET / HTTP/1.1\r\nHost: a\n\r\n", 0, 400, LAN_HTTP_RULE_BARE_LF },
  { "GET / HTTP/1.1\nHost: a\r\n\r\n", 0, 400, LAN_HTTP_RULE_BARE_LF },
  { "GET / HTTP/1.1\r\nHost: a\rb: c\r\n\r\n", 0, 400, LAN_HTTP_RULE_BARE_CR },
  { "GET / HTTP/1.1\r\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_BARE_CR },
  { "GET /\r HTTP/1.1\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_BARE_CR },

  /* --- fields (RFC 9112 section 5, RFC 9110 section 5) --- */
  { "GET / HTTP/1.1\r\n" HOST "A: b\r\nC:d\r\nE:\r\nF: \t g \t\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.1\r\n" HOST "A: \xe4\xbd\xa0\tb\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.1\r\n" HOST "!#$%&'*+-.^_`|~9z: b\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.1\r\n" HOST "A : b\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_SPACE },
  { "GET / HTTP/1.1\r\n" HOST "A\t: b\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_SPACE },
  { "GET / HTTP/1.1\r\n" HOST "A b: c\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_NAME },
  { "GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_NAME },
  { "GET / HTTP/1.1\r\n" HOST "A(b): c\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_NAME },
  { "GET / HTTP/1.1\r\n" HOST "\xc3\xa9: c\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_NAME },
  { N ("GET / HTTP/1.1\r\n" HOST "A\0: c\r\n\r\n"), 400, LAN_HTTP_RULE_FIELD_NAME },
  { "GET / HTTP/1.1\r\n" HOST "A\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_COLON },
  { "GET / HTTP/1.1\r\n" HOST " A: b\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_FOLD },
  { "GET / HTTP/1.1\r\n A: b\r\n" HOST "\r\n", 0, 400, LAN_HTTP_RULE_FIELD_FOLD },
  { "GET / HTTP/1.1\r\n" HOST "A: b\r\n\tc\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_FOLD },
  { "GET / HTTP/1.1\r\n" HOST "A: b\x01" "c\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_VALUE },
  { "GET / HTTP/1.1\r\n" HOST "A: b\x7f\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_VALUE },
  { N ("GET / HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n"), 400, LAN_HTTP_RULE_FIELD_VALUE },
  { "GET / HTTP/1.1\r\n" HOST "Content-Type: a/b\r\ncontent-type: c/d\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_TWICE },
  { "GET / HTTP/1.1\r\n" HOST "Range: bytes=0-1\r\nRange: bytes=2-3\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_TWICE },
  { "GET / HTTP/1.1\r\n" HOST "Accept: a\r\nAccept: b\r\n\r\n", 0, 0, OK },

  /* --- Host (RFC 9112 section 3.2) --- */
  { "GET / HTTP/1.1\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_MISSING },
  { "GET http://a/ HTTP/1.1\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_MISSING },
  { "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.1\r\nhOST: a.b-c:8000\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.1\r\nHost: [fe80::1]:80\r\n\r\n", 0, 0, OK },
  { "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_TWICE },
  { "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_TWICE },
  { "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: a:80x\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: []\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: %zz\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },
  { "GET / HTTP/1.1\r\nHost: \xe4\xbd\xa0\r\n\r\n", 0, 400, LAN_HTTP_RULE_HOST_INVALID },

  /* --- Content-Length (RFC 9110 section 8.6) --- */
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 0, 0, OK },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 0005\r\n\r\n", 0, 0, OK },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: \r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: -5\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5 5\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5.0\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 9223372036854775808\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551621\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_INVALID },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_TWICE },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_TWICE },

  /* --- Transfer-Encoding (RFC 9112 section 6) --- */
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 0, 0, OK },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \t cHuNkEd\t\r\n\r\n", 0, 0, OK },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n", 0, 501, LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", 0, 501, LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n", 0, 501, LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \"chunked\"\r\n\r\n", 0, 501, LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked;a=b\r\n\r\n", 0, 501, LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", 0, 501, LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 0, 501,
    LAN_HTTP_RULE_CODING_UNKNOWN },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n\r\n", 0, 400, LAN_HTTP_RULE_CODING_NOT_LAST },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, gzip\r\n\r\n", 0, 400, LAN_HTTP_RULE_CODING_NOT_LAST },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked,\r\n\r\n", 0, 400, LAN_HTTP_RULE_CODING_NOT_LAST },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n", 0, 400, LAN_HTTP_RULE_CODING_NOT_LAST },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 0, 400,
    LAN_HTTP_RULE_CODING_NOT_LAST },
  { "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 0, 400, LAN_HTTP_RULE_CODING_IN_1_0 },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 0, 400,
    LAN_HTTP_RULE_LENGTH_AND_CODING },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n", 0, 400,
    LAN_HTTP_RULE_LENGTH_AND_CODING },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_SPACE },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding\n: chunked\r\n\r\n", 0, 400, LAN_HTTP_RULE_BARE_LF },

  /* --- Expect (RFC 9110 section 10.1.1) --- */
  { "POST / HTTP/1.1\r\n" HOST "Expect: 100-Continue\r\n\r\n", 0, 0, OK },
  { "POST / HTTP/1.1\r\n" HOST "Expect: 101-jump\r\n\r\n", 0, 417, LAN_HTTP_RULE_EXPECTATION },
  { "POST / HTTP/1.0\r\nExpect: 101-jump\r\n\r\n", 0, 0, OK },

  /* --- what ends too early --- */
  { "", 0, 400, LAN_HTTP_RULE_HEAD_INCOMPLETE },
  { "GET", 0, 400, LAN_HTTP_RULE_HEAD_INCOMPLETE },
  { "GET / HTTP/1.1\r\n", 0, 400, LAN_HTTP_RULE_HEAD_INCOMPLETE },
  { "GET / HTTP/1.1\r\nHo", 0, 400, LAN_HTTP_RULE_HEAD_INCOMPLETE },
};

static const Case responses[] = {
  { "HTTP/1.1 200 OK\r\n\r\n", 0, 0, OK },
  { "HTTP/1.1 200 \r\n\r\n", 0, 0, OK },
  { "HTTP/1.1 200\r\n\r\n", 0, 0, OK },
  { "HTTP/1.0 404 Sorry, not found\r\nA: b\r\n\r\n", 0, 0, OK },
  { "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n", 0, 0, LAN_HTTP_RULE_BARE_LF },
  { "HTTP/1.1 200 OK\r\nA: b\n\r\n", 0, 0, LAN_HTTP_RULE_BARE_LF },
  { "HTTP/1.1 20 OK\r\n\r\n", 0, 400, LAN_HTTP_RULE_STATUS_CODE },
  { "HTTP/1.1 2000 OK\r\n\r\n", 0, 400, LAN_HTTP_RULE_STATUS_CODE },
  { "HTTP/1.1 099 OK\r\n\r\n", 0, 400, LAN_HTTP_RULE_STATUS_CODE },
  { "HTTP/1.1 OK\r\n\r\n", 0, 400, LAN_HTTP_RULE_STATUS_CODE },
  { "HTTP/1.1\r\n\r\n", 0, 400, LAN_HTTP_RULE_STATUS_CODE },
  { "HTTP/3.0 200 OK\r\n\r\n", 0, 505, LAN_HTTP_RULE_VERSION_UNKNOWN },
  { "ICY 200 OK\r\n\r\n", 0, 400, LAN_HTTP_RULE_VERSION },
  { "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", 0, 400, LAN_HTTP_RULE_FIELD_SPACE },
  { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 0, 400, LAN_HTTP_RULE_LENGTH_TWICE },
  { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 0, 400,
    LAN_HTTP_RULE_LENGTH_AND_CODING },
};

static GuardPage guard;

static gsize
length_of (const Case *c)
{
  return c->length > 0 ? c->length : strlen (c->head);
}

static gboolean
parts_tile (GArray *parts,
            gsize   length)
{
  gsize at = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (parts, LanHttpPart, i);

      if (part->offset != at || part->length == 0)
        return FALSE;
      at += part->length;
    }

  return at == length;
}

static gboolean
diagnoses_are_inside (GArray *diagnoses,
                      gsize   length)
{
  for (guint i = 0; i < diagnoses->len; i++)
    {
      const LanHttpDiagnosis *diagnosis = &g_array_index (diagnoses, LanHttpDiagnosis, i);

      if ((gsize) diagnosis->offset + diagnosis->length > length)
        return FALSE;
    }

  return TRUE;
}

static void
check_case (const Case *c,
            gboolean    response)
{
  gsize length = length_of (c);
  const char *data = guard_page_put (&guard, c->head, length);
  g_autoptr(LanHttpHead) head = lan_http_head_scan (data, length, response);
  LanHttpFraming framing = lan_http_head_decide (head, data);
  int rule = head->diagnoses->len > 0 ? (int) g_array_index (head->diagnoses, LanHttpDiagnosis, 0).rule : OK;

  if (framing.status != c->status || rule != c->rule)
    {
      g_autofree char *escaped = g_strescape (c->head, NULL);

      print_message ("# %s: %u, %s\n", escaped, framing.status, rule == OK ? "-" : lan_http_rule_describe (rule, NULL));
    }
  assert_int_equal (framing.status, c->status);
  assert_int_equal (rule, c->rule);
  assert_true (parts_tile (head->parts, length));
  assert_true (diagnoses_are_inside (head->diagnoses, length));
}

static void
requests_are_judged_as_the_standard_says (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    check_case (&requests[i], FALSE);
}

static void
responses_are_judged_as_the_standard_says (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    check_case (&responses[i], TRUE);
}

/* Whatever arrives of it, as both: no read beyond the end, and the parts tile what there is. */
static void
every_beginning_of_a_head_is_read (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests) + G_N_ELEMENTS (responses); i++)
    {
      const Case *c = i < G_N_ELEMENTS (requests) ? &requests[i] : &responses[i - G_N_ELEMENTS (requests)];

      for (gsize length = 0; length <= length_of (c); length++)
        {
          const char *data = guard_page_put (&guard, c->head, length);
          gsize scanned = 0, judged = 0;

          lan_http_find_head_end (data, length, &scanned);
          lan_http_is_no_request (data, length, &judged);
          for (int response = 0; response < 2; response++)
            {
              g_autoptr(LanHttpHead) head = lan_http_head_scan (data, length, response);

              lan_http_head_decide (head, data);
              assert_true (parts_tile (head->parts, length));
              assert_true (diagnoses_are_inside (head->diagnoses, length));
            }
        }
    }
}

/* A byte at a time: the end of the head is found where it is found at once. */
static void
a_dribbled_head_ends_where_a_whole_one_does (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GString) text = g_string_new_len (requests[i].head, (gssize) length_of (&requests[i]));
      gsize whole = 0, scanned = 0, judged = 0, judged_whole = 0;
      gssize expected, end = -1;
      gboolean no_request = FALSE;

      g_string_append (text, "GET");   /* what follows is not looked at */
      expected = lan_http_find_head_end (text->str, text->len, &whole);
      for (gsize length = 1; length <= text->len && end < 0; length++)
        {
          const char *data = guard_page_put (&guard, text->str, length);

          end = lan_http_find_head_end (data, length, &scanned);
          if (end < 0)
            no_request |= lan_http_is_no_request (data, length, &judged);
        }
      assert_int_equal (end, expected);
      if (expected < 0)
        assert_int_equal (no_request, lan_http_is_no_request (text->str, text->len, &judged_whole));
      if (no_request && expected > 0)
        assert_true (requests[i].status != 0 || requests[i].rule == LAN_HTTP_RULE_VERSION_MISSING);
    }
}

static void
a_quick_scan_decides_the_same (void **state)
{
  g_autoptr(LanHttpHead) quick = lan_http_head_new ();

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      gsize length = length_of (&requests[i]);

      lan_http_head_rescan (quick, requests[i].head, length, LAN_HTTP_SCAN_QUICK);
      assert_int_equal (lan_http_head_decide (quick, requests[i].head).status, requests[i].status);
      assert_int_equal (quick->parts->len, 0);
    }
}

typedef struct
{
  const char *head;
  gboolean keep_alive;
  gint64 content_length;
  gboolean chunked;
  gboolean expects_continue;
} Framing;

static void
framing_follows_from_the_fields (void **state)
{
  static const Framing cases[] = {
    { "GET / HTTP/1.1\r\n" HOST "\r\n", TRUE, 0, FALSE, FALSE },
    { "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", FALSE, 0, FALSE, FALSE },
    { "GET / HTTP/1.1\r\n" HOST "Connection: Upgrade, CLOSE\r\nUpgrade: x\r\n\r\n", FALSE, 0, FALSE, FALSE },
    { "GET / HTTP/1.1\r\n" HOST "Connection: closed\r\n\r\n", TRUE, 0, FALSE, FALSE },
    { "GET / HTTP/1.1\r\n" HOST "Connection: keep-alive\r\nConnection: close\r\n\r\n", FALSE, 0, FALSE, FALSE },
    { "GET / HTTP/1.0\r\n\r\n", FALSE, 0, FALSE, FALSE },
    { "GET / HTTP/1.0\r\nConnection: a, Keep-Alive\r\n\r\n", TRUE, 0, FALSE, FALSE },
    { "GET /\r\nConnection: keep-alive\r\n\r\n", FALSE, 0, FALSE, FALSE },
    { "PUT / HTTP/1.1\r\n" HOST "Content-Length: 123\r\nExpect: 100-continue\r\n\r\n", TRUE, 123, FALSE, TRUE },
    { "PUT / HTTP/1.0\r\nContent-Length: 123\r\nExpect: 100-continue\r\n\r\n", FALSE, 123, FALSE, FALSE },
    { "PUT / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", TRUE, 0, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanHttpHead) head = lan_http_head_scan (cases[i].head, strlen (cases[i].head), FALSE);
      LanHttpFraming framing = lan_http_head_decide (head, cases[i].head);

      assert_int_equal (framing.status, 0);
      assert_int_equal (framing.keep_alive, cases[i].keep_alive);
      assert_int_equal (framing.content_length, cases[i].content_length);
      assert_int_equal (framing.chunked, cases[i].chunked);
      assert_int_equal (framing.expects_continue, cases[i].expects_continue);
    }
}

/* RFC 9112 section 6.3 */
static void
what_an_answer_holds_depends_on_the_request (void **state)
{
  static const struct
  {
    const char *head;
    const char *method;
    gint64 content_length;
    gboolean chunked;
    gboolean keep_alive;
  } cases[] = {
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "GET", 5, FALSE, TRUE },
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", 0, FALSE, TRUE },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "GET", -1, TRUE, TRUE },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HEAD", 0, FALSE, TRUE },
    { "HTTP/1.1 200 OK\r\n\r\n", "GET", -1, FALSE, FALSE },
    { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", "GET", -1, FALSE, FALSE },
    { "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "GET", 0, FALSE, TRUE },
    { "HTTP/1.1 204 No Content\r\n\r\n", "GET", 0, FALSE, TRUE },
    { "HTTP/1.1 100 Continue\r\n\r\n", "POST", 0, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanHttpHead) head = lan_http_head_scan (cases[i].head, strlen (cases[i].head), TRUE);
      LanHttpFraming framing = lan_http_head_decide_answer (head, cases[i].head, cases[i].method);

      assert_int_equal (framing.status, 0);
      assert_int_equal (framing.content_length, cases[i].content_length);
      assert_int_equal (framing.chunked, cases[i].chunked);
      assert_int_equal (framing.keep_alive, cases[i].keep_alive);
    }
}

static LanHttpFraming
decide_text (GString *text)
{
  g_autoptr(LanHttpHead) head = lan_http_head_scan (text->str, text->len, FALSE);

  assert_true (parts_tile (head->parts, text->len));
  assert_true (head->diagnoses->len <= LAN_HTTP_DIAGNOSES_MAX);

  return lan_http_head_decide (head, text->str);
}

static void
limits_of_a_head_have_their_own_status (void **state)
{
  g_autoptr(GString) text = g_string_new ("GET /");

  for (guint i = 1; i < LAN_HTTP_TARGET_MAX_BYTES; i++)
    g_string_append_c (text, 'a');
  g_string_append (text, " HTTP/1.1\r\n" HOST "\r\n");
  assert_int_equal (decide_text (text).status, 0);
  g_string_insert_c (text, 5, 'a');
  assert_int_equal (decide_text (text).status, 414);

  g_string_assign (text, "GET / HTTP/1.1\r\n" HOST);
  for (guint i = 1; i < LAN_HTTP_FIELDS_MAX; i++)
    g_string_append (text, "A: b\r\n");
  g_string_append (text, "\r\n");
  assert_int_equal (decide_text (text).status, 0);
  g_string_insert (text, 16, "A: b\r\n");
  assert_int_equal (decide_text (text).status, 431);

  g_string_assign (text, "GET / HTTP/1.1\r\n" HOST "A: ");
  while (text->len < LAN_HTTP_HEAD_MAX_BYTES - 4)
    g_string_append_c (text, 'b');
  g_string_append (text, "\r\n\r\n");
  assert_int_equal (decide_text (text).status, 0);
  g_string_insert_c (text, 30, 'b');
  assert_int_equal (decide_text (text).status, 431);

  /* a flood of what is only noted does not hide the error behind it */
  g_string_assign (text, "GET / HTTP/1.0\n");
  for (guint i = 0; i < 2 * LAN_HTTP_DIAGNOSES_MAX; i++)
    g_string_append (text, "A: b\n");
  g_string_append (text, "\n");
  assert_int_equal (decide_text (text).status, 431);
}

static void
a_diagnosis_names_the_bytes (void **state)
{
  static const char text[] = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nBad Name: x\r\nContent-Length: 6\r\n\r\n";
  g_autoptr(LanHttpHead) head = lan_http_head_scan (text, sizeof text - 1, FALSE);
  const LanHttpDiagnosis *name = &g_array_index (head->diagnoses, LanHttpDiagnosis, 0);
  const LanHttpDiagnosis *twice = &g_array_index (head->diagnoses, LanHttpDiagnosis, 1);
  const char *section;

  assert_int_equal (head->diagnoses->len, 2);
  assert_memory_equal (text + name->offset, "Bad Name", name->length);
  assert_memory_equal (text + twice->offset, "Content-Length: 6", twice->length);
  assert_string_equal (lan_http_rule_describe (twice->rule, &section), "There is more than one Content-Length.");
  assert_string_equal (section, "RFC 9112, 6.3");
  assert_int_equal (lan_http_rule_get_severity (twice->rule), LAN_HTTP_ERROR);
  assert_int_equal (lan_http_rule_get_status (twice->rule), 400);
}

static void
every_rule_and_part_has_its_words (void **state)
{
  for (guint i = 0; i < LAN_HTTP_N_RULES; i++)
    {
      const char *section = NULL;

      assert_non_null (lan_http_rule_describe (i, &section));
      assert_true (g_str_has_prefix (section, "RFC "));
      if (lan_http_rule_is_error (i))
        assert_in_range (lan_http_rule_get_status (i), 400, 505);
    }
  for (guint i = 0; i <= LAN_HTTP_PART_JUNK; i++)
    assert_non_null (lan_http_part_describe (i));
}

/* --- Whole messages, as a reader sees them --- */

static void
parts_of_a_whole_message_tile_it (void **state)
{
  static const struct
  {
    const char *text;
    gboolean response;
    int rule;
    LanHttpPartKind last;
  } cases[] = {
    { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b", FALSE, OK, LAN_HTTP_PART_BODY },
    { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=", FALSE, OK, LAN_HTTP_PART_BODY },
    { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=bc", FALSE, LAN_HTTP_RULE_BODY_SURPLUS, LAN_HTTP_PART_JUNK },
    { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n", FALSE, OK,
      LAN_HTTP_PART_TRAILER },
    { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\nabc", FALSE, LAN_HTTP_RULE_CHUNK_SIZE,
      LAN_HTTP_PART_JUNK },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", TRUE, OK, LAN_HTTP_PART_BODY },
    { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi", TRUE, OK,
      LAN_HTTP_PART_BODY },
    { "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\nWelcome back Home", TRUE, LAN_HTTP_RULE_BARE_LF, LAN_HTTP_PART_BODY },
    { "\x16\x03\x01\x02", FALSE, LAN_HTTP_RULE_TLS, LAN_HTTP_PART_JUNK },
    { "GET / HT", FALSE, LAN_HTTP_RULE_HEAD_INCOMPLETE, LAN_HTTP_PART_VERSION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].text);
      g_autoptr(GBytes) bytes = g_bytes_new_static (guard_page_put (&guard, cases[i].text, length), length);
      g_autoptr(LanHttpMessage) message = lan_http_message_new (bytes, cases[i].response);
      int rule = message->diagnoses->len > 0 ? (int) g_array_index (message->diagnoses, LanHttpDiagnosis, 0).rule : OK;

      assert_true (parts_tile (message->parts, length));
      assert_true (diagnoses_are_inside (message->diagnoses, length));
      assert_int_equal (rule, cases[i].rule);
      assert_int_equal (g_array_index (message->parts, LanHttpPart, message->parts->len - 1).kind, cases[i].last);
    }
}

static void
an_empty_message_has_no_parts (void **state)
{
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(LanHttpMessage) message = lan_http_message_new (nothing, FALSE);

  assert_int_equal (message->parts->len, 0);
  assert_int_equal (message->diagnoses->len, 0);
}

static int
make_guard (void **state)
{
  guard = guard_page_new (2 * LAN_HTTP_HEAD_MAX_BYTES);

  return 0;
}

static int
free_guard (void **state)
{
  guard_page_free (&guard);

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (requests_are_judged_as_the_standard_says),
    cmocka_unit_test (responses_are_judged_as_the_standard_says),
    cmocka_unit_test (every_beginning_of_a_head_is_read),
    cmocka_unit_test (a_dribbled_head_ends_where_a_whole_one_does),
    cmocka_unit_test (a_quick_scan_decides_the_same),
    cmocka_unit_test (framing_follows_from_the_fields),
    cmocka_unit_test (what_an_answer_holds_depends_on_the_request),
    cmocka_unit_test (limits_of_a_head_have_their_own_status),
    cmocka_unit_test (a_diagnosis_names_the_bytes),
    cmocka_unit_test (every_rule_and_part_has_its_words),
    cmocka_unit_test (parts_of_a_whole_message_tile_it),
    cmocka_unit_test (an_empty_message_has_no_parts),
  };

  return cmocka_run_group_tests (tests, make_guard, free_guard);
}
