/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Where a body ends. Who reads that otherwise than his neighbour can be made to take a part of it for a request. */

#define LENGTH(value, body) PUT ("Content-Length:" value "\r\n", body)
#define CODING(value, body) PUT ("Transfer-Encoding:" value "\r\n", body)
#define LAST "0\r\n\r\n"

static const Case body_cases[] = {
  /* Content-Length is digits and nothing else, and fits (RFC 9110 section 8.6). */
  { B (LENGTH (" 5", "hello") GET), "201 200", KEEPS, NONE },
  { B (LENGTH ("5", "hello") GET), "201 200", KEEPS, NONE },
  { B (LENGTH ("\t5 \t", "hello") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 0", "") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 000", "") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 005", "hello") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 0000000000000000000000005", "hello") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 5", "\r\n\r\n\n") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 5", "\0\0\0\0\0") GET), "201 200", KEEPS, NONE },
  { B (PUT ("CONTENT-length: 5\r\n", "hello") GET), "201 200", KEEPS, NONE },
  { B (PUT ("", "") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 5", "hell")), "", KEEPS, NONE },
  { B (LENGTH (" 5", "")), "", KEEPS, NONE },
  { B (LENGTH (" 5", "hello!") ), "201", KEEPS, NONE },
  { B (LENGTH (" +5", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" -5", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" -0", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" +0", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 0x5", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5h", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" a", "0123456789") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5.0", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5e0", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5_0", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5 0", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5;", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" \"5\"", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" ", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH ("", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" five", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" \xd9\xa5", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5\0", "hello") GET), "400", CLOSES, RULE (FIELD_VALUE) },
  { B (LENGTH (" 5\x0b", "hello") GET), "400", CLOSES, RULE (FIELD_VALUE) },
  { B (LENGTH (" 9223372036854775808", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 18446744073709551615", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 18446744073709551616", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 18446744073709551621", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 99999999999999999999999999999999", "") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B ("GET / HTTP/1.0\r\nContent-Length: -1\r\n\r\n"), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B ("BREW / HTTP/1.1\r\n" HOST "Content-Length: x\r\n\r\n" GET), "400", CLOSES, RULE (LENGTH_INVALID) },

  /* One of it, also where both say the same: a list may be refused (RFC 9112 section 6.3). */
  { B (PUT ("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!") GET), "400", CLOSES, RULE (LENGTH_TWICE) },
  { B (PUT ("Content-Length: 5\r\nContent-Length: 5\r\n", "hello") GET), "400", CLOSES, RULE (LENGTH_TWICE) },
  { B (PUT ("Content-Length: 5\r\nX: y\r\ncontent-length: 0\r\n", "hello") GET), "400", CLOSES, RULE (LENGTH_TWICE) },
  { B (PUT ("Content-Length: 0\r\nContent-Length: 44\r\n", "") GET), "400", CLOSES, RULE (LENGTH_TWICE) },
  { B (LENGTH (" 5, 5", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5, 6", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" 5,", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },
  { B (LENGTH (" ,5", "hello") GET), "400", CLOSES, RULE (LENGTH_INVALID) },

  /* Both: refused, and closed (section 6.1). */
  { B (PUT ("Content-Length: 5\r\n" CHUNKED, LAST) GET), "400", CLOSES, RULE (LENGTH_AND_CODING) },
  { B (PUT (CHUNKED "Content-Length: 5\r\n", LAST) GET), "400", CLOSES, RULE (LENGTH_AND_CODING) },
  { B (PUT ("Content-Length: 0\r\n" CHUNKED, LAST) GET), "400", CLOSES, RULE (LENGTH_AND_CODING) },
  { B (PUT ("Content-Length: 6\r\n" CHUNKED, LAST "X") GET), "400", CLOSES, RULE (LENGTH_AND_CODING) },
  { B (PUT ("Content-Length: 1\r\nTransfer-Encoding: identity\r\n", "a") GET), "400", CLOSES,
    RULE (LENGTH_AND_CODING) },
  { B (PUT ("Content-Length: 1\r\nTransfer-Encoding:\r\n", "a") GET), "400", CLOSES, RULE (LENGTH_AND_CODING) },
  { B (PUT ("Content-Length: 1\r\nTransfer-Encoding: gzip\r\n", "a") GET), "400", CLOSES, RULE (LENGTH_AND_CODING) },
  { B ("GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n" CHUNKED "\r\n" LAST GET), "400", CLOSES,
    RULE (LENGTH_AND_CODING) },
  { B ("POST / HTTP/1.0\r\nContent-Length: 5\r\n" CHUNKED "\r\n" LAST), "400", CLOSES, RULE (LENGTH_AND_CODING) },

  /* Transfer-Encoding: chunked once and last, the rest is 501, in 1.0 there is none (sections 6.1 and 6.3). */
  { B (CODING (" chunked", LAST) GET), "201 200", KEEPS, NONE },
  { B (CODING ("chunked", LAST) GET), "201 200", KEEPS, NONE },
  { B (CODING ("\tchunked \t", LAST) GET), "201 200", KEEPS, NONE },
  { B (CODING (" CHUNKED", LAST) GET), "201 200", KEEPS, NONE },
  { B (CODING (" cHuNkEd", LAST) GET), "201 200", KEEPS, NONE },
  { B (PUT ("transfer-ENCODING: chunked\r\n", LAST) GET), "201 200", KEEPS, NONE },
  { B (CODING (" xchunked", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" chunkedx", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" chunkedchunked", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" chun ked", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" \"chunked\"", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" chunked;q=1", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" gzip", "x") GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" identity", "x") GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" identity, chunked", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" gzip, chunked", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" gzip,chunked", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (PUT ("Transfer-Encoding: gzip\r\n" CHUNKED, LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" \xe4\xbd\xa0", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" chunked, gzip", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING (" chunked, identity", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING (" chunked, chunked", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING (" chunked,", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING (" chunked gzip, chunked, chunked", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (PUT (CHUNKED CHUNKED, LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (PUT (CHUNKED "Transfer-Encoding: gzip\r\n", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (PUT (CHUNKED "Transfer-Encoding: identity\r\n", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (PUT (CHUNKED "Transfer-Encoding:\r\n", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING ("", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING (" ", LAST) GET), "400", CLOSES, RULE (CODING_NOT_LAST) },
  { B (CODING (" ,", LAST) GET), "501", CLOSES, RULE (CODING_UNKNOWN) },
  { B (CODING (" \x0b" "chunked", LAST) GET), "400", CLOSES, RULE (FIELD_VALUE) },
  { B (CODING (" chunked\x0c", LAST) GET), "400", CLOSES, RULE (FIELD_VALUE) },
  { B (CODING (" chunked\0", LAST) GET), "400", CLOSES, RULE (FIELD_VALUE) },
  { B ("POST / HTTP/1.0\r\n" CHUNKED "\r\n" LAST GET), "400", CLOSES, RULE (CODING_IN_1_0) },
  { B ("POST / HTTP/1.0\r\nTransfer-Encoding: gzip\r\n\r\nx"), "400", CLOSES, RULE (CODING_IN_1_0) },
  { B ("POST / HTTP/1.0\r\nConnection: keep-alive\r\n" CHUNKED "\r\n" LAST GET), "400", CLOSES, RULE (CODING_IN_1_0) },

  /* A body that nobody takes is read over, and the next request found behind it. */
  { B ("GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello" GET), "200 200", KEEPS, NONE },
  { B ("GET / HTTP/1.1\r\n" HOST CHUNKED "\r\n5\r\nhello\r\n" LAST GET), "200 200", KEEPS, NONE },
  { B ("HEAD / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello" GET), "200 200", KEEPS, NONE },
  { B ("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b" GET), "405 200", KEEPS, NONE },
  { B ("POST / HTTP/1.1\r\n" HOST CHUNKED "\r\n" LAST GET), "405 200", KEEPS, NONE },
  { B ("DELETE / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b" GET), "405 200", KEEPS, NONE },
  { B ("OPTIONS * HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b" GET), "204 200", KEEPS, NONE },
  { B ("POST / HTTP/1.1\r\n" HOST "Content-Length: 41\r\n\r\n" GET "12345678901234" GET), "405 200", KEEPS, NONE },
  { B ("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\na=b"), "405", CLOSES, NONE },
  { B ("GET / HTTP/1.0\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\na=b" GET), "200 200", KEEPS, NONE },

  /* Too large: 413, told before it is sent (RFC 9110 section 15.5.14). */
  { B (LENGTH (" 100", "01234567890123456789012345678901234567890123456789"
                       "01234567890123456789012345678901234567890123456789") GET), "201 200", KEEPS, NONE },
  { B (LENGTH (" 101", "hello")), "413", CLOSES, RULE (BODY_SIZE) },
  { B (LENGTH (" 9223372036854775807", "hello")), "413", CLOSES, RULE (BODY_SIZE) },
  { B ("POST / HTTP/1.1\r\n" HOST "Content-Length: 16777216\r\n\r\nhello"), "", KEEPS, NONE },
  { B ("POST / HTTP/1.1\r\n" HOST "Content-Length: 16777217\r\n\r\nhello"), "405", CLOSES, NONE },
  { B ("GET / HTTP/1.1\r\n" HOST "Content-Length: 16777217\r\n\r\nhello"), "413", CLOSES, RULE (BODY_SIZE) },
};

#undef LENGTH
#undef CODING
