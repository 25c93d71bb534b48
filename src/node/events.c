/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "node/events.h"

#include <json-glib/json-glib.h>
#include <stdarg.h>
#include <stdio.h>

static gboolean enabled;

/**
 * lan_events_enable:
 *
 * From now on what a person could see is also told to programs: one JSON object a line on the standard
 * output.
 */
void
lan_events_enable (void)
{
  enabled = TRUE;
}

gboolean
lan_events_is_enabled (void)
{
  return enabled;
}

/* JSON is UTF-8 (RFC 8259, section 8.1), and a path is whatever the file system holds. */
static void
add_string (JsonBuilder *builder,
            const char  *string)
{
  g_autofree char *valid = string != NULL ? g_utf8_make_valid (string, -1) : NULL;

  json_builder_add_string_value (builder, valid);
}

/**
 * lan_events_emit:
 * @event: what happened, "chat.heard"
 * @...: the name of a field, then its type as a one-letter string and its value: "s" a
 *   string or %NULL, "b" a gboolean, "i" a gint64; and so on, ended by %NULL
 *
 * Tells one event, if events are on. Main context only.
 */
void
lan_events_emit (const char *event,
                 ...)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autoptr(JsonGenerator) generator = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  if (!enabled)
    return;

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);
  json_builder_set_member_name (builder, "time");
  json_builder_add_double_value (builder, (double) g_get_real_time () / G_USEC_PER_SEC);

  va_start (arguments, event);
  for (const char *name = va_arg (arguments, const char *); name != NULL; name = va_arg (arguments, const char *))
    {
      const char *type = va_arg (arguments, const char *);

      json_builder_set_member_name (builder, name);
      switch (*type)
        {
        case 's':
          add_string (builder, va_arg (arguments, const char *));
          break;
        case 'b':
          json_builder_add_boolean_value (builder, va_arg (arguments, gboolean));
          break;
        case 'i':
          json_builder_add_int_value (builder, va_arg (arguments, gint64));
          break;
        default:
          g_assert_not_reached ();
        }
    }
  va_end (arguments);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  generator = json_generator_new ();
  json_generator_set_root (generator, root);
  line = json_generator_to_data (generator, NULL);
  puts (line);
  fflush (stdout);
}
