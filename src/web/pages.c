/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/pages.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "web/web-resources.h"

#define RESOURCES "/io/github/landline_app/Landline/web/"

/* So much of a wrong address is shown back; whoever typed it knows the rest. */
#define TARGET_SHOWN_BYTES 200

struct _LanWebPage
{
  GString *html;
  char *style;
  char *script;   /* (nullable) */
};

/* Appends a file of ours; they lie in the program. */
static void
append_resource (GString    *text,
                 const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr(GBytes) bytes = g_resource_lookup_data (lan_web_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
}

/* How a policy names what is inline (CSP Level 3, section 2.3.1). */
static char *
hash (const char *text)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *encoded = NULL;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  encoded = g_base64_encode (digest, length);

  return g_strdup_printf ("'sha256-%s'", encoded);
}

/**
 * lan_web_page_begin:
 * @title: plain text
 * @style: (nullable): a file of ours that comes to the style of all pages
 * @script: (nullable): one that runs in the page
 *
 * Returns: (transfer full): a page up to its body, as lan_web_page_end() takes it
 */
LanWebPage *
lan_web_page_begin (const char *title,
                    const char *style,
                    const char *script)
{
  LanWebPage *self = g_new0 (LanWebPage, 1);
  GString *style_text = g_string_new (NULL);

  append_resource (style_text, "page.css");
  if (style != NULL)
    append_resource (style_text, style);
  self->style = g_string_free (style_text, FALSE);
  if (script != NULL)
    {
      GString *script_text = g_string_new (NULL);

      append_resource (script_text, script);
      self->script = g_string_free (script_text, FALSE);
    }

  self->html = g_string_new (NULL);
  lan_web_page_append (self,
                       "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s</title>\n<style>",
                       /* the language of the translation, as HTML names it (BCP 47) */
                       C_("language", "en"), title);
  g_string_append_printf (self->html, "%s</style>\n</head>\n<body>\n", self->style);

  return self;
}

/**
 * lan_web_page_append:
 * @format: markup, as of printf(); every text put into it is escaped
 */
void
lan_web_page_append (LanWebPage *self,
                     const char *format,
                     ...)
{
  g_autofree char *escaped = NULL;
  va_list arguments;

  va_start (arguments, format);
  escaped = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (self->html, escaped);
}

/**
 * lan_web_page_append_file:
 * @name: of a file of ours, which is markup
 */
void
lan_web_page_append_file (LanWebPage *self,
                          const char *name)
{
  append_resource (self->html, name);
}

/* Names of files and what clients ask for come back in these pages: escaped, and with no script that could run
 * even if something slipped through: only what is known by its hash does. */
static void
add_policy (LanHttpResponse  *response,
            const LanWebPage *page)
{
  g_autofree char *style = hash (page->style);
  g_autofree char *script = page->script != NULL ? hash (page->script) : NULL;
  g_autofree char *scripts = script != NULL ? g_strdup_printf ("; script-src %s; connect-src 'self'", script)
                                            : g_strdup ("");

  lan_http_response_add (response, "Content-Security-Policy",
                         "default-src 'none'; style-src %s; img-src 'self'; base-uri 'none'; form-action 'self'; "
                         "frame-ancestors 'self'%s", style, scripts);
}

/**
 * lan_web_page_end:
 * @self: (transfer full): a page with its body
 *
 * Returns: (transfer full): an answer with the page
 */
LanHttpResponse *
lan_web_page_end (LanWebPage *self,
                  guint       status)
{
  LanHttpResponse *response = lan_http_response_new (status);

  if (self->script != NULL)
    g_string_append_printf (self->html, "<script>%s</script>\n", self->script);
  g_string_append (self->html, "</body>\n</html>\n");
  lan_http_response_set_text (response, "text/html; charset=utf-8", g_string_free (self->html, FALSE));
  lan_http_response_add (response, "Cache-Control", "no-cache");
  add_policy (response, self);
  lan_http_response_add (response, "X-Content-Type-Options", "nosniff");

  g_free (self->style);
  g_free (self->script);
  g_free (self);

  return response;
}

static LanWebPage *
begin_message (guint       status,
               const char *title)
{
  g_autofree char *shown = lan_text_show_line (title, strlen (title));
  LanWebPage *page = lan_web_page_begin (shown, NULL, NULL);

  /* titles are words of the protocol, in English */
  lan_web_page_append (page, "<main class=\"message\">\n<p class=\"status\">%u</p>\n<h1 lang=\"en\">%s</h1>\n", status,
                       shown);

  return page;
}

static LanHttpResponse *
end_message (LanWebPage *page,
             guint       status)
{
  lan_web_page_append (page, "<p><a href=\"/\">%s</a></p>\n</main>\n", _("To the first page"));

  return lan_web_page_end (page, status);
}

/**
 * lan_web_page_message:
 * @title: shown as heading too
 * @sentence: plain text, translated
 *
 * Returns: (transfer full): an answer with a small page. Of a refusal the record has the sentence, too
 */
LanHttpResponse *
lan_web_page_message (guint       status,
                      const char *title,
                      const char *sentence)
{
  g_autofree char *shown = lan_text_show_line (sentence, strlen (sentence));
  LanWebPage *page = begin_message (status, title);
  LanHttpResponse *response;

  lan_web_page_append (page, "<p>%s</p>\n", shown);
  response = end_message (page, status);
  if (status >= 400)
    response->note = g_steal_pointer (&shown);

  return response;
}

/**
 * lan_web_page_come_again:
 * @seconds: after which it is worth trying again
 *
 * Returns: (transfer full): as lan_web_page_message(), for what is refused only now (RFC 9110 section 10.2.3)
 */
LanHttpResponse *
lan_web_page_come_again (guint       status,
                         const char *title,
                         const char *sentence,
                         guint       seconds)
{
  LanHttpResponse *response = lan_web_page_message (status, title, sentence);

  lan_http_response_add (response, "Retry-After", "%u", seconds);

  return response;
}

/**
 * lan_web_page_not_found:
 * @target: what was asked for
 *
 * Returns: (transfer full): a friendly 404
 */
LanHttpResponse *
lan_web_page_not_found (const char *target)
{
  gsize length = strlen (target);
  g_autofree char *asked = lan_text_show_line (target, lan_text_fit (target, length, TARGET_SHOWN_BYTES));
  g_auto(GStrv) around = g_strsplit (_("There is nothing at %s. Is it spelled right?"), "%s", 2);
  LanWebPage *page = begin_message (404, "Sorry, not found");

  lan_web_page_append (page, "<p>%s<code>%s%s</code>%s</p>\n", around[0], asked,
                       length > TARGET_SHOWN_BYTES ? "…" : "", around[1] != NULL ? around[1] : "");

  return end_message (page, 404);
}
