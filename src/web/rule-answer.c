/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/rule-answer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/fields.h"
#include "http/status.h"
#include "web/pages.h"
#include "web/types.h"

/* When to come back, where the person did not say. */
#define RETRY_SECONDS 5

/**
 * lan_web_rule_shape:
 * @fields: (nullable): the lines that every answer has; those of the rule go before
 *
 * Does to a request's answer what the rule says, whoever makes it, and says so in its record.
 */
void
lan_web_rule_shape (const LanWebRule     *rule,
                    const LanHttpRequest *request,
                    const char           *fields)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autofree char *what = lan_web_rule_describe (rule);
  g_autofree char *note = g_strdup_printf (_("A rule of this site decided: %s"), what);

  if (rule->action == LAN_WEB_RULE_ANSWER)
    for (guint i = 0; rule->headers != NULL && rule->headers[i] != NULL; i++)
      g_string_append_printf (all, "%s\r\n", rule->headers[i]);
  if (fields != NULL)
    {
      g_autofree char *own = g_strdup (all->str);

      lan_http_fields_add (all, fields, own);
    }

  lan_http_request_shape (request, &(LanHttpShape) {
                                     .fields = all->len > 0 ? all->str : NULL,
                                     .delay_ms = rule->delay_ms,
                                     .cut = rule->action == LAN_WEB_RULE_CUT,
                                     .cut_after = rule->cut_after,
                                     .note = note,
                                   });
}

/* The person chose it: it may lie anywhere. -1: there is none that can be read. */
static int
open_file (const char  *path,
           struct stat *info)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd >= 0 && (fstat (fd, info) != 0 || !S_ISREG (info->st_mode)))
    {
      close (fd);
      fd = -1;
    }

  return fd;
}

static LanHttpResponse *
answer_file (const LanWebRule *rule)
{
  g_autofree char *beginning = g_malloc (LAN_WEB_TYPE_SNIFF_BYTES);
  g_autofree char *type = NULL;
  LanHttpResponse *response;
  struct stat info;
  gssize length;
  int fd = open_file (rule->file, &info);

  if (fd < 0)
    return lan_web_page_message (500, "Internal server error", _("The file that a rule of this site answers with cannot be read."));

  length = pread (fd, beginning, LAN_WEB_TYPE_SNIFF_BYTES, 0);
  type = lan_web_type_of (rule->file, beginning, (gsize) MAX (length, 0));
  response = lan_http_response_new (rule->status);
  lan_http_response_set_file (response, fd, 0, (guint64) info.st_size);
  lan_http_response_add (response, "Content-Type", "%s", type);

  return response;
}

static LanHttpResponse *
answer_text (const LanWebRule *rule)
{
  LanHttpResponse *response = lan_http_response_new (rule->status);

  if (rule->text != NULL)
    lan_http_response_set_text (response, "text/plain; charset=utf-8", g_strdup (rule->text));

  return response;
}

static LanHttpResponse *
drop (void)
{
  LanHttpResponse *response = lan_http_response_new (0);

  response->cut = TRUE;

  return response;
}

/**
 * lan_web_rule_answer:
 * @rule: one that answers, or drops the request
 * @options: whose methods a 405 names
 *
 * Returns: (transfer full): its answer, with what belongs to such a one. The rule's own lines are not in it, but in
 *   what lan_web_rule_shape() does, and go before
 */
LanHttpResponse *
lan_web_rule_answer (const LanWebRule    *rule,
                     const LanWebOptions *options)
{
  g_autofree char *methods = NULL;
  LanHttpResponse *response;

  if (rule->action == LAN_WEB_RULE_DROP)
    return drop ();

  if (rule->file != NULL)
    response = answer_file (rule);
  else if (rule->text == NULL && rule->status >= 400)
    response = lan_web_page_message (rule->status, lan_http_status_phrase (rule->status), _("A rule of this site answers so."));
  else
    response = answer_text (rule);

  if (rule->status == 401)
    lan_http_response_add (response, "WWW-Authenticate", "Basic realm=\"Landline\", charset=\"UTF-8\"");
  if (rule->status == 405)
    {
      methods = lan_web_options_list_methods (options);
      lan_http_response_add (response, "Allow", "%s", methods);
    }
  if (rule->status == 429 || rule->status == 503)
    lan_http_response_add (response, "Retry-After", "%d", RETRY_SECONDS);

  return response;
}
