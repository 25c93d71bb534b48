/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The limits of http/parser.h and of what chunks may carry beside their content, each at its edge. */

/* "GET /", "a" so often, " HTTP/1.1" */
#define TARGET(n, status, fate, rule) { "GET /", "a", (n) - 1, " HTTP/1.1\r\n" HOST "\r\n" GET, status, fate, rule }
/* "GET / HTTP/1.1", Host, "X: y" so often */
#define FIELDS(n, status, fate, rule) { "GET / HTTP/1.1\r\n" HOST, "X: y\r\n", (n) - 1, "\r\n" GET, status, fate, rule }
/* a head of so many bytes: 32 without the value of X */
#define HEAD(n, status, fate, rule) \
  { "GET / HTTP/1.1\r\n" HOST "X: ", "a", (n) - 32, "\r\n\r\n" GET, status, fate, rule }

static const LongCase limit_cases[] = {
  TARGET (8000, "200 200", KEEPS, NONE),   /* what RFC 9112 section 3 asks for */
  TARGET (LAN_HTTP_TARGET_MAX_BYTES, "200 200", KEEPS, NONE),
  TARGET (LAN_HTTP_TARGET_MAX_BYTES + 1, "414", CLOSES, RULE (TARGET_LENGTH)),
  TARGET (60000, "414", CLOSES, RULE (TARGET_LENGTH)),
  { "GET /", "a", 100000, "", "414", CLOSES, RULE (TARGET_LENGTH) },

  FIELDS (LAN_HTTP_FIELDS_MAX, "200 200", KEEPS, NONE),
  FIELDS (LAN_HTTP_FIELDS_MAX + 1, "431", CLOSES, RULE (FIELD_COUNT)),
  FIELDS (2000, "431", CLOSES, RULE (FIELD_COUNT)),

  HEAD (LAN_HTTP_HEAD_MAX_BYTES, "200 200", KEEPS, NONE),
  HEAD (LAN_HTTP_HEAD_MAX_BYTES + 1, "431", CLOSES, RULE (HEAD_SIZE)),
  { "GET / HTTP/1.1\r\n" HOST "X: ", "a", 100000, "", "431", CLOSES, RULE (HEAD_SIZE) },
  { "GET / HTTP/1.1\r\n" HOST, "X: y\r\n", 20000, "", "431", CLOSES, RULE (FIELD_COUNT) },
  { "", "a", 100000, "", "431", CLOSES, RULE (HEAD_SIZE) },

  /* empty lines before a request are passed over, so many */
  { "", "\n", LAN_HTTP_LEADING_MAX_BYTES, GET, "200", KEEPS, RULE (LEADING_EMPTY_LINE) },
  { "", "\n", LAN_HTTP_LEADING_MAX_BYTES + 2, GET, "400", CLOSES, RULE (METHOD) },
  { GET, "\r\n", 10, GET, "200 400", CLOSES, RULE (METHOD) },

  /* extensions and trailers may have 16 KiB more than the content */
  { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\n5;", "a", 16000, "\r\nhello\r\n0\r\n\r\n" GET, "201 200", KEEPS, NONE },
  { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\n5;", "a", 17000, "\r\nhello\r\n0\r\n\r\n" GET, "400", CLOSES,
    RULE (CHUNK_OVERHEAD) },
  { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\n0\r\n", "X: y\r\n", 2000, "\r\n" GET, "201 200", KEEPS, NONE },
  { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\n0\r\n", "X: y\r\n", 3000, "\r\n" GET, "400", CLOSES, RULE (CHUNK_OVERHEAD) },
  { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\n", "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n", 99,
    "0\r\n\r\n" GET, "201 200", KEEPS, NONE },
  { "POST / HTTP/1.1\r\n" HOST CHUNKED "\r\n", "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n", 400,
    "0\r\n\r\n" GET, "400", CLOSES, RULE (CHUNK_OVERHEAD) },
};

#undef TARGET
#undef FIELDS
#undef HEAD
