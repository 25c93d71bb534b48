/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a server allows beside the limits of a head (parser.h). */

/* A lecture hall of students, each with a browser that opens six, and who only hold connections beside them. An idle
 * one costs half a kilobyte and a descriptor; of those the system gives 20,000 and more. */
#define LAN_HTTP_CONNECTIONS_MAX 16384
/* One address: a crawl with many connections goes through, one client cannot shut out all others. */
#define LAN_HTTP_CONNECTIONS_PER_ADDRESS_MAX 512
/* Then a connection is closed, so that none lives for ever. */
#define LAN_HTTP_REQUESTS_MAX 100000
/* Of a body that no handler asked for: it lets a form's POST arrive to be looked at and answered properly. */
#define LAN_HTTP_BODY_MAX_BYTES (16 * 1024 * 1024)

/* From the first byte of a TLS handshake to its last. */
#define LAN_HTTP_HANDSHAKE_DEADLINE_MS 10000
/* From the first byte of a head to its last: a person typing in telnet makes it, a slow attack does not
 * last. */
#define LAN_HTTP_HEAD_DEADLINE_MS 30000
/* Without progress of a body, in or out. */
#define LAN_HTTP_BODY_DEADLINE_MS 30000
/* So much counts as progress: any modem makes it in that time, one who only keeps us waiting does not … */
#define LAN_HTTP_PROGRESS_BYTES 4096
/* … but in the first minute a body may come as slowly as a person types it. */
#define LAN_HTTP_TYPED_BODY_MS 60000
/* The same, of a body whose request is refused already: it is read only to be shown. */
#define LAN_HTTP_REFUSED_DEADLINE_MS 1000
/* Between two requests, or before the first; browsers open connections in advance. */
#define LAN_HTTP_IDLE_DEADLINE_MS 60000
/* After a refusal: the quiet after which nothing more is under way, so that our answer is not lost to a
 * RST (RFC 9112 section 9.6) … */
#define LAN_HTTP_LINGER_QUIET_MS 2000
/* … and how long a sender that does not stop is listened to. */
#define LAN_HTTP_LINGER_MAX_MS 30000

/**
 * LanHttpLimits:
 *
 * Those of one server. A test sets smaller ones.
 */
typedef struct
{
  guint connections;
  guint connections_per_address;
  guint requests;
  guint64 body_bytes;
  guint handshake_deadline_ms;
  guint head_deadline_ms;
  guint body_deadline_ms;
  guint typed_body_ms;
  guint refused_deadline_ms;
  guint idle_deadline_ms;
  guint linger_quiet_ms;
  guint linger_max_ms;
} LanHttpLimits;

#define LAN_HTTP_LIMITS_INIT \
  { \
    .connections = LAN_HTTP_CONNECTIONS_MAX, \
    .connections_per_address = LAN_HTTP_CONNECTIONS_PER_ADDRESS_MAX, \
    .requests = LAN_HTTP_REQUESTS_MAX, \
    .body_bytes = LAN_HTTP_BODY_MAX_BYTES, \
    .handshake_deadline_ms = LAN_HTTP_HANDSHAKE_DEADLINE_MS, \
    .head_deadline_ms = LAN_HTTP_HEAD_DEADLINE_MS, \
    .body_deadline_ms = LAN_HTTP_BODY_DEADLINE_MS, \
    .typed_body_ms = LAN_HTTP_TYPED_BODY_MS, \
    .refused_deadline_ms = LAN_HTTP_REFUSED_DEADLINE_MS, \
    .idle_deadline_ms = LAN_HTTP_IDLE_DEADLINE_MS, \
    .linger_quiet_ms = LAN_HTTP_LINGER_QUIET_MS, \
    .linger_max_ms = LAN_HTTP_LINGER_MAX_MS, \
  }

G_END_DECLS
