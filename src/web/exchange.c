/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/exchange.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "http/status.h"

/* A row shows one line of a request; what is longer than any line is cut before it is laid out. */
#define REQUEST_SHOWN_BYTES 512

struct _LanWebExchange
{
  GObject parent_instance;

  LanHttpRecord *record;
};

G_DEFINE_FINAL_TYPE (LanWebExchange, lan_web_exchange, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lan_web_exchange_finalize (GObject *object)
{
  lan_http_record_unref (LAN_WEB_EXCHANGE (object)->record);

  G_OBJECT_CLASS (lan_web_exchange_parent_class)->finalize (object);
}

static void
lan_web_exchange_class_init (LanWebExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_web_exchange_finalize;

  /**
   * LanWebExchange::changed:
   *
   * More is known of it: how far it is, and at last status, size and duration.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_WEB_EXCHANGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
lan_web_exchange_init (LanWebExchange *self)
{
}

/**
 * lan_web_exchange_new:
 *
 * Returns: (transfer full): a row of the log
 */
LanWebExchange *
lan_web_exchange_new (LanHttpRecord *record)
{
  LanWebExchange *self = g_object_new (LAN_TYPE_WEB_EXCHANGE, NULL);

  self->record = lan_http_record_ref (record);

  return self;
}

void
lan_web_exchange_update (LanWebExchange *self,
                         LanHttpRecord  *record)
{
  g_return_if_fail (LAN_IS_WEB_EXCHANGE (self));

  lan_http_record_unref (self->record);
  self->record = lan_http_record_ref (record);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * lan_web_exchange_get_record:
 *
 * Returns: (transfer none): what is known of it by now
 */
LanHttpRecord *
lan_web_exchange_get_record (LanWebExchange *self)
{
  g_return_val_if_fail (LAN_IS_WEB_EXCHANGE (self), NULL);

  return self->record;
}

/**
 * lan_web_exchange_dup_time:
 *
 * Returns: (transfer full): "10:15:30", local
 */
char *
lan_web_exchange_dup_time (LanWebExchange *self)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (self->record->started_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%H:%M:%S") : g_strdup ("");
}

static char *
dup_shortened (const char *text)
{
  gsize length = strlen (text);
  gsize shown = lan_text_fit (text, length, REQUEST_SHOWN_BYTES);

  return g_strdup_printf ("%.*s%s", (int) shown, text, shown < length ? "…" : "");
}

/**
 * lan_web_exchange_dup_request:
 *
 * Returns: (transfer full): "GET /index.html", or what a connection was that made no request; translated. Of a
 *   very long one the beginning
 */
char *
lan_web_exchange_dup_request (LanWebExchange *self)
{
  const LanHttpRecord *record = self->record;
  g_autofree char *whole = NULL;

  switch (record->kind)
    {
    case LAN_HTTP_RECORD_SILENT:
      return g_strdup (_("Connection without a request"));
    case LAN_HTTP_RECORD_TLS:
      return g_strdup (_("TLS greeting"));
    case LAN_HTTP_RECORD_HANDSHAKE:
      return g_strdup (_("TLS handshake"));
    case LAN_HTTP_RECORD_TOO_MANY:
      return g_strdup (_("One connection too many"));
    case LAN_HTTP_RECORD_FULL:
      return g_strdup (_("No room for more connections"));
    case LAN_HTTP_RECORD_EXCHANGE:
    case LAN_HTTP_RECORD_MALFORMED:
    case LAN_HTTP_RECORD_INCOMPLETE:
    default:
      if (record->method == NULL)
        return g_strdup (_("Incomplete request"));
      whole = g_strdup_printf ("%s %s", record->method, record->target);
      return dup_shortened (whole);
    }
}

/**
 * lan_web_exchange_dup_status:
 *
 * Returns: (transfer full): "200 OK"; a dash where nothing was answered
 */
char *
lan_web_exchange_dup_status (LanWebExchange *self)
{
  guint status = self->record->status;

  return status != 0 ? g_strdup_printf ("%u %s", status, lan_http_status_phrase (status)) : g_strdup ("–");
}

/**
 * lan_web_exchange_dup_size:
 *
 * Returns: (transfer full): of the answer, all bytes sent
 */
char *
lan_web_exchange_dup_size (LanWebExchange *self)
{
  return self->record->response_size > 0 ? g_format_size (self->record->response_size) : g_strdup ("–");
}

char *
lan_web_exchange_dup_duration (LanWebExchange *self)
{
  double milliseconds = (double) self->record->duration_us / 1000;

  if (!self->record->finished)
    return g_strdup ("…");
  if (self->record->status == 0)
    return g_strdup ("–");
  if (milliseconds < 0.1)
    return g_strdup (_("< 0.1 ms"));
  if (milliseconds < 10)
    return g_strdup_printf (_("%.1f ms"), milliseconds);
  if (milliseconds < 10000)
    return g_strdup_printf (_("%.0f ms"), milliseconds);

  return g_strdup_printf (_("%.1f s"), milliseconds / 1000);
}

/**
 * lan_web_exchange_dup_progress:
 *
 * Returns: (transfer full) (nullable): how much of a request has arrived by now, translated; %NULL where it is all
 *   there, or will not be
 */
char *
lan_web_exchange_dup_progress (LanWebExchange *self)
{
  const LanHttpRecord *record = self->record;
  g_autofree char *size = g_format_size (record->request_size);
  g_autofree char *total = g_format_size (record->request_total);

  if (record->finished || record->body_us >= 0 || record->kind != LAN_HTTP_RECORD_EXCHANGE)
    return NULL;
  if (record->request_total == 0)
    return g_strdup_printf (_("%s received"), size);

  /* Translators: sizes, such as "1.2 MB of 3.0 MB received" */
  return g_strdup_printf (_("%1$s of %2$s received"), size, total);
}

/**
 * lan_web_exchange_is_rested:
 *
 * Returns: whether nothing is wrong with it, and its connection was closed later, as no other request came
 */
gboolean
lan_web_exchange_is_rested (LanWebExchange *self)
{
  return self->record->status != 0 && self->record->closed == LAN_HTTP_CLOSE_IDLE_DEADLINE;
}

/* Whether the connection ended before the answer did. */
static gboolean
is_cut (const LanHttpRecord *record)
{
  switch (record->closed)
    {
    case LAN_HTTP_CLOSE_RESET:
    case LAN_HTTP_CLOSE_SHRANK:
    case LAN_HTTP_CLOSE_CUT:
    case LAN_HTTP_CLOSE_STOPPED:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * lan_web_exchange_dup_problem:
 *
 * Returns: (transfer full) (nullable): a translated sentence on what is wrong with it
 */
char *
lan_web_exchange_dup_problem (LanWebExchange *self)
{
  const LanHttpRecord *record = self->record;

  /* who is refused need not send the rest: how it ended matters less than why */
  if (record->note != NULL && record->status >= 400)
    return g_strdup (record->note);
  if (record->limit != 0 && !lan_web_exchange_is_rested (self))
    return lan_http_close_describe (record->closed, record->limit);

  switch (record->kind)
    {
    case LAN_HTTP_RECORD_MALFORMED:
      return record->has_rule ? g_strdup (lan_http_rule_describe (record->rule, NULL)) : NULL;
    case LAN_HTTP_RECORD_SILENT:
      return g_strdup (_("It was opened and closed again without a word. Browsers do that in advance."));
    case LAN_HTTP_RECORD_TLS:
      return g_strdup (_("The client wants to speak HTTPS; this port speaks plain HTTP: use http://."));
    case LAN_HTTP_RECORD_HANDSHAKE:
      return record->problem != NULL ? g_strdup (record->problem) : lan_http_close_describe (record->closed, 0);
    case LAN_HTTP_RECORD_INCOMPLETE:
      return g_strdup (_("The connection ended before the request was complete."));
    case LAN_HTTP_RECORD_FULL:
      return g_strdup (record->problem);
    case LAN_HTTP_RECORD_TOO_MANY:
      return NULL;
    case LAN_HTTP_RECORD_EXCHANGE:
    default:
      if (record->has_rule)
        return g_strdup (lan_http_rule_describe (record->rule, NULL));
      if (record->note != NULL)
        return g_strdup (record->note);
      return is_cut (record) ? lan_http_close_describe (record->closed, 0) : NULL;
    }
}

/**
 * lan_web_exchange_get_kind_nick:
 *
 * Returns: its kind as events name it; not for people
 */
const char *
lan_web_exchange_get_kind_nick (LanWebExchange *self)
{
  static const char *const nicks[] = { "exchange", "malformed", "silent", "tls", "handshake", "incomplete", "too-many",
                                       "full", "idle" };

  return nicks[self->record->kind];
}
