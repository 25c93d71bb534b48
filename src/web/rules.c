/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "http/fields.h"
#include "http/status.h"
#include "http/syntax.h"

static const char *const actions[] = { "answer", "cut", "drop", "pass", NULL };

/**
 * lan_web_rule_new:
 *
 * Returns: (transfer full): one that answers every request with 404
 */
LanWebRule *
lan_web_rule_new (void)
{
  LanWebRule *self = g_atomic_rc_box_new0 (LanWebRule);

  self->enabled = TRUE;
  self->path = g_strdup ("*");
  self->status = 404;

  return self;
}

/**
 * lan_web_rule_copy:
 *
 * Returns: (transfer full): the same, to be changed before it is shared, and not used yet
 */
LanWebRule *
lan_web_rule_copy (const LanWebRule *self)
{
  LanWebRule *copy = g_atomic_rc_box_new0 (LanWebRule);

  *copy = *self;
  copy->methods = g_strdupv (self->methods);
  copy->path = g_strdup (self->path);
  copy->headers = g_strdupv (self->headers);
  copy->text = g_strdup (self->text);
  copy->file = g_strdup (self->file);
  copy->used = 0;

  return copy;
}

LanWebRule *
lan_web_rule_ref (LanWebRule *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LanWebRule *self = data;

  g_strfreev (self->methods);
  g_free (self->path);
  g_strfreev (self->headers);
  g_free (self->text);
  g_free (self->file);
}

void
lan_web_rule_unref (LanWebRule *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static char *
describe_action (const LanWebRule *self)
{
  g_autofree char *size = NULL;

  switch (self->action)
    {
    case LAN_WEB_RULE_ANSWER:
      return g_strchomp (g_strdup_printf ("%u %s", self->status, lan_http_status_phrase (self->status)));
    case LAN_WEB_RULE_CUT:
      size = g_format_size (self->cut_after);
      return g_strdup_printf (_("cut after %s"), size);
    case LAN_WEB_RULE_DROP:
      return g_strdup (_("no answer"));
    case LAN_WEB_RULE_PASS:
    default:
      return g_strdup (_("as always"));
    }
}

/**
 * lan_web_rule_describe:
 *
 * Returns: (transfer full): "GET *.png → 503 Service Unavailable, after 2.0 s", translated
 */
char *
lan_web_rule_describe (const LanWebRule *self)
{
  g_autofree char *methods = self->methods != NULL ? g_strjoinv (", ", self->methods) : NULL;
  g_autofree char *action = describe_action (self);
  g_autofree char *delay = self->delay_ms > 0 ? g_strdup_printf (_(", after %.1f s"), self->delay_ms / 1000.0) : NULL;

  return g_strdup_printf ("%s%s%s → %s%s", methods != NULL ? methods : "", methods != NULL ? " " : "", self->path, action,
                          delay != NULL ? delay : "");
}

/* --- Which one is for a request --- */

static const char *
next_character (const char *p)
{
  for (p++; ((guchar) *p & 0xc0) == 0x80; p++)
    ;

  return p;
}

/* Never looks back further than the last star, so that no path takes long, whatever the pattern. */
static gboolean
fits (const char *pattern,
      const char *text)
{
  const char *star = NULL;
  const char *resume = NULL;

  while (*text != '\0')
    if (*pattern == '*')
      {
        star = ++pattern;
        resume = text;
      }
    else if (*pattern == '?')
      {
        pattern++;
        text = next_character (text);
      }
    else if (*pattern == *text)
      {
        pattern++;
        text++;
      }
    else if (star != NULL)
      {
        pattern = star;
        text = ++resume;
      }
    else
      return FALSE;

  return pattern[strspn (pattern, "*")] == '\0';
}

/**
 * lan_web_rules_find:
 * @path: beginning with "/", without query, decoded
 *
 * Which rule decides. One that is for the next request only is used up by it; no other request gets it, in whichever
 * thread.
 *
 * Returns: (transfer none) (nullable)
 */
LanWebRule *
lan_web_rules_find (GPtrArray  *rules,
                    const char *method,
                    const char *path)
{
  for (guint i = 0; i < rules->len; i++)
    {
      LanWebRule *rule = g_ptr_array_index (rules, i);

      if (rule->enabled &&
          (rule->methods == NULL || g_strv_contains ((const char *const *) rule->methods, method)) &&
          fits (rule->path, path) &&
          (!rule->once || g_atomic_int_compare_and_exchange (&rule->used, 0, 1)))
        return rule;
    }

  return NULL;
}

/* --- Header lines that a person wrote --- */

/**
 * lan_web_headers_check:
 * @lines: (nullable): "Name: value"
 * @error: a sentence that names the line
 *
 * Returns: whether answers can have them; how an answer is framed, and when it was made, is the engine's to say
 */
gboolean
lan_web_headers_check (const char *const  *lines,
                       GError            **error)
{
  static const char *const own[] = { "Content-Length", "Transfer-Encoding", "Connection", "Date" };

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      if (i >= LAN_WEB_HEADERS_MAX)
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("There are more than %d header lines."), LAN_WEB_HEADERS_MAX);
          return FALSE;
        }
      if (strlen (lines[i]) > LAN_WEB_HEADER_MAX_BYTES)
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("A header line is longer than %d bytes."),
                       LAN_WEB_HEADER_MAX_BYTES);
          return FALSE;
        }
      if (!lan_http_field_is_valid (lines[i]))
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("“%s” is no header line. Write it as NAME: VALUE."), lines[i]);
          return FALSE;
        }
      for (guint j = 0; j < G_N_ELEMENTS (own); j++)
        if (lan_http_field_has_name (lines[i], own[j]))
          {
            g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED, _("%s is set by the server itself."), own[j]);
            return FALSE;
          }
    }

  return TRUE;
}

/* --- From text --- */

/* One rule while it is read: after the first mistake nothing more is. */
typedef struct
{
  JsonObject *object;
  guint number;
  GError *error;
} Reading;

static void
complain (Reading    *reading,
          const char *key,
          const char *sentence)
{
  if (reading->error == NULL)
    g_set_error (&reading->error, LAN_ERROR, LAN_ERROR_FAILED, _("Rule %1$u, “%2$s”: %3$s"), reading->number, key, sentence);
}

/* The member's value if it is of that kind. */
static JsonNode *
find_member (Reading    *reading,
             const char *key)
{
  return reading->error == NULL ? json_object_get_member (reading->object, key) : NULL;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static void
read_boolean (Reading    *reading,
              const char *key,
              gboolean   *value)
{
  JsonNode *node = find_member (reading, key);

  if (node == NULL)
    return;
  if (holds (node, G_TYPE_BOOLEAN))
    *value = json_node_get_boolean (node);
  else
    complain (reading, key, _("true or false is expected."));
}

static gint64
read_number (Reading    *reading,
             const char *key,
             gint64      otherwise,
             gint64      min,
             gint64      max)
{
  JsonNode *node = find_member (reading, key);
  g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, min);
  g_autofree char *most = g_strdup_printf ("%" G_GINT64_FORMAT, max);
  g_autofree char *sentence = NULL;

  if (node == NULL)
    return otherwise;
  if (holds (node, G_TYPE_INT64) && json_node_get_int (node) >= min && json_node_get_int (node) <= max)
    return json_node_get_int (node);

  sentence = g_strdup_printf (_("a whole number from %1$s to %2$s is expected."), least, most);
  complain (reading, key, sentence);

  return otherwise;
}

static void
read_string (Reading     *reading,
             const char  *key,
             int          max_bytes,
             char       **value)
{
  JsonNode *node = find_member (reading, key);
  g_autofree char *sentence = NULL;

  if (node == NULL)
    return;
  if (!holds (node, G_TYPE_STRING))
    complain (reading, key, _("a text in quotation marks is expected."));
  else if (strlen (json_node_get_string (node)) > (gsize) max_bytes)
    {
      sentence = g_strdup_printf (_("it may have %d bytes."), max_bytes);
      complain (reading, key, sentence);
    }
  else
    {
      g_free (*value);
      *value = json_node_dup_string (node);
    }
}

/* A list of texts, or one text for a list of one. */
static void
read_strings (Reading    *reading,
              const char *key,
              GStrv      *value)
{
  JsonNode *node = find_member (reading, key);
  g_autoptr(GStrvBuilder) builder = NULL;
  JsonArray *array;

  if (node == NULL)
    return;

  builder = g_strv_builder_new ();
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (holds (json_array_get_element (array, i), G_TYPE_STRING))
      g_strv_builder_add (builder, json_array_get_string_element (array, i));
    else
      complain (reading, key, _("a list of texts in quotation marks is expected."));
  if (holds (node, G_TYPE_STRING) && *json_node_get_string (node) != '\0')
    g_strv_builder_add (builder, json_node_get_string (node));
  else if (array == NULL && !holds (node, G_TYPE_STRING))
    complain (reading, key, _("a list of texts in quotation marks is expected."));

  *value = g_strv_builder_end (builder);
  if (**value == NULL)
    g_clear_pointer (value, g_strfreev);
}

static void
read_action (Reading    *reading,
             LanWebRule *rule)
{
  g_autofree char *nick = g_strdup (actions[LAN_WEB_RULE_ANSWER]);
  guint which = 0;

  read_string (reading, "action", LAN_WEB_RULE_PATH_MAX_BYTES, &nick);
  while (actions[which] != NULL && strcmp (actions[which], nick) != 0)
    which++;
  if (actions[which] == NULL)
    complain (reading, "action", _("answer, cut, drop or pass is expected."));
  rule->action = (LanWebRuleAction) which;
}

/* A misspelled key would be a rule that does something else than what is written. */
static void
check_keys (Reading *reading)
{
  static const char *const known[] = { "enabled", "once", "method", "path", "delay_ms", "action", "status", "headers", "text",
                                       "file", "cut_after", NULL };
  g_autoptr(GList) keys = json_object_get_members (reading->object);

  for (GList *key = keys; key != NULL; key = key->next)
    if (!g_strv_contains (known, key->data))
      complain (reading, key->data, _("there is no such key."));
}

static void
check_rule (Reading          *reading,
            const LanWebRule *rule)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; rule->methods != NULL && rule->methods[i] != NULL; i++)
    if (!lan_http_is_token (rule->methods[i], strlen (rule->methods[i])))
      complain (reading, "method", _("this is no method."));
  if (*rule->path != '/' && *rule->path != '*')
    complain (reading, "path", _("it has to begin with / or *."));
  if (!lan_web_headers_check ((const char *const *) rule->headers, &error))
    complain (reading, "headers", error->message);
  if (rule->text != NULL && rule->file != NULL)
    complain (reading, "file", _("there is a text already."));
  if (rule->file != NULL && !g_path_is_absolute (rule->file))
    complain (reading, "file", _("a whole path is expected, beginning with /."));
}

static LanWebRule *
read_rule (JsonNode  *node,
           guint      number,
           GError   **error)
{
  g_autoptr(LanWebRule) rule = lan_web_rule_new ();
  Reading reading = { NULL, number, NULL };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Rule %u is not written in braces: {…}."), number);
      return NULL;
    }

  reading.object = json_node_get_object (node);
  check_keys (&reading);
  read_boolean (&reading, "enabled", &rule->enabled);
  read_boolean (&reading, "once", &rule->once);
  read_strings (&reading, "method", &rule->methods);
  read_string (&reading, "path", LAN_WEB_RULE_PATH_MAX_BYTES, &rule->path);
  rule->delay_ms = (guint) read_number (&reading, "delay_ms", 0, 0, LAN_WEB_RULE_DELAY_MAX_MS);
  read_action (&reading, rule);
  rule->status = (guint) read_number (&reading, "status", rule->status, 200, 599);
  read_strings (&reading, "headers", &rule->headers);
  read_string (&reading, "text", LAN_WEB_RULE_TEXT_MAX_BYTES, &rule->text);
  read_string (&reading, "file", LAN_WEB_RULE_PATH_MAX_BYTES, &rule->file);
  rule->cut_after = (guint64) read_number (&reading, "cut_after", 0, 0, G_MAXINT64);
  if (reading.error == NULL)
    check_rule (&reading, rule);

  if (reading.error != NULL)
    {
      g_propagate_error (error, reading.error);
      return NULL;
    }

  return g_steal_pointer (&rule);
}

/**
 * lan_web_rules_parse:
 * @text: JSON, a list of rules
 * @error: a sentence that names the rule and the key
 *
 * Returns: (transfer full) (nullable) (element-type LanWebRule): in order
 */
GPtrArray *
lan_web_rules_parse (const char  *text,
                     GError     **error)
{
  g_autoptr(JsonNode) root = lan_json_parse (text, strlen (text), LAN_WEB_RULES_MAX_BYTES, error);
  g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_web_rule_unref);
  JsonArray *array;

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_FAILED, _("Rules are a list: [ … ]."));
      return NULL;
    }

  array = json_node_get_array (root);
  if (json_array_get_length (array) > LAN_WEB_RULES_MAX)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("There are more than %d rules."), LAN_WEB_RULES_MAX);
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      LanWebRule *rule = read_rule (json_array_get_element (array, i), i + 1, error);

      if (rule == NULL)
        return NULL;
      g_ptr_array_add (rules, rule);
    }

  return g_steal_pointer (&rules);
}

/* --- To text --- */

static void
add_strings (JsonBuilder *builder,
             const char  *key,
             GStrv        strings)
{
  if (strings == NULL)
    return;

  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; strings[i] != NULL; i++)
    json_builder_add_string_value (builder, strings[i]);
  json_builder_end_array (builder);
}

static void
add_string (JsonBuilder *builder,
            const char  *key,
            const char  *string)
{
  if (string == NULL)
    return;

  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, string);
}

static void
add_number (JsonBuilder *builder,
            const char  *key,
            gint64       number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, number);
}

static void
add_rule (JsonBuilder      *builder,
          const LanWebRule *rule)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, rule->enabled);
  json_builder_set_member_name (builder, "once");
  json_builder_add_boolean_value (builder, rule->once);
  add_strings (builder, "method", rule->methods);
  add_string (builder, "path", rule->path);
  add_number (builder, "delay_ms", rule->delay_ms);
  add_string (builder, "action", actions[rule->action]);
  if (rule->action == LAN_WEB_RULE_ANSWER)
    {
      add_number (builder, "status", rule->status);
      add_strings (builder, "headers", rule->headers);
      add_string (builder, "text", rule->text);
      add_string (builder, "file", rule->file);
    }
  if (rule->action == LAN_WEB_RULE_CUT)
    add_number (builder, "cut_after", (gint64) rule->cut_after);
  json_builder_end_object (builder);
}

/**
 * lan_web_rules_format:
 *
 * Returns: (transfer full): what lan_web_rules_parse() reads
 */
char *
lan_web_rules_format (GPtrArray *rules)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < rules->len; i++)
    add_rule (builder, g_ptr_array_index (rules, i));
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, TRUE);
}

static char *
format_rule (LanWebRule *rule)
{
  g_autoptr(GPtrArray) alone = g_ptr_array_new ();

  g_ptr_array_add (alone, rule);

  return lan_web_rules_format (alone);
}

/**
 * lan_web_rules_turn_off:
 * @used: one for the next request only, which it had
 *
 * Returns: (transfer full) (element-type LanWebRule): the rules as they are from now on: the first that is written as
 *   @used is off. Others may have been changed since
 */
GPtrArray *
lan_web_rules_turn_off (GPtrArray        *rules,
                        const LanWebRule *used)
{
  GPtrArray *changed = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_web_rule_unref);
  g_autofree char *wanted = format_rule ((LanWebRule *) used);
  gboolean found = FALSE;

  for (guint i = 0; i < rules->len; i++)
    {
      LanWebRule *rule = g_ptr_array_index (rules, i);
      g_autofree char *text = found ? NULL : format_rule (rule);

      if (!found && strcmp (text, wanted) == 0)
        {
          found = TRUE;
          rule = lan_web_rule_copy (rule);
          rule->enabled = FALSE;
          g_ptr_array_add (changed, rule);
        }
      else
        g_ptr_array_add (changed, lan_web_rule_ref (rule));
    }

  return changed;
}

/**
 * lan_web_rules_carry_over:
 * @before: those that were in force
 * @rules: those that are from now on
 *
 * What had its request in @before has had it in @rules, too, where it is still on.
 */
void
lan_web_rules_carry_over (GPtrArray *before,
                          GPtrArray *rules)
{
  for (guint i = 0; i < before->len; i++)
    {
      LanWebRule *old = g_ptr_array_index (before, i);
      g_autofree char *wanted = g_atomic_int_get (&old->used) != 0 ? format_rule (old) : NULL;

      for (guint j = 0; wanted != NULL && j < rules->len; j++)
        {
          LanWebRule *rule = g_ptr_array_index (rules, j);
          g_autofree char *text = format_rule (rule);

          if (strcmp (text, wanted) == 0 && g_atomic_int_compare_and_exchange (&rule->used, 0, 2))
            break;
        }
    }
}
