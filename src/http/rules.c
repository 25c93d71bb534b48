/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "http/parser.h"

#define NOTE LAN_HTTP_NOTE
#define WARNING LAN_HTTP_WARNING
#define ERROR LAN_HTTP_ERROR

/* status: with which a request is answered that breaks it, and the connection closed; 0 for none. Only
 * an unknown method leaves the connection open: its message is well-formed. */
static const struct
{
  const char *sentence;
  const char *section;
  LanHttpSeverity severity;
  guint status;
} rules[LAN_HTTP_N_RULES] = {
  [LAN_HTTP_RULE_LEADING_EMPTY_LINE] = {
    N_("There are empty lines before the first line."),
    "RFC 9112, 2.2", NOTE, 0 },
  [LAN_HTTP_RULE_BARE_LF] = {
    N_("The line ends with LF alone; CR LF is meant."),
    "RFC 9112, 2.2", WARNING, 0 },
  [LAN_HTTP_RULE_MIXED_LINE_ENDS] = {
    N_("Some lines end with CR LF and some with LF alone: not everybody sees the same lines."),
    "RFC 9112, 2.2", ERROR, 400 },
  [LAN_HTTP_RULE_BARE_CR] = {
    N_("There is a CR without LF."),
    "RFC 9112, 2.2", ERROR, 400 },
  [LAN_HTTP_RULE_START_LINE] = {
    N_("The first line does not have three parts with one space between them."),
    "RFC 9112, 3", ERROR, 400 },
  [LAN_HTTP_RULE_STATUS_CODE] = {
    N_("The status code does not have three digits."),
    "RFC 9112, 4", ERROR, 400 },
  [LAN_HTTP_RULE_METHOD] = {
    N_("The method has a character that no method may have."),
    "RFC 9110, 9.1", ERROR, 400 },
  [LAN_HTTP_RULE_METHOD_UNKNOWN] = {
    N_("This method is not known here."),
    "RFC 9110, 15.6.2", WARNING, 501 },
  [LAN_HTTP_RULE_TARGET] = {
    N_("The address has a character that must be percent-encoded."),
    "RFC 9112, 3.2", ERROR, 400 },
  [LAN_HTTP_RULE_TARGET_FORM] = {
    N_("The address does not have a form that goes with the method."),
    "RFC 9112, 3.2", ERROR, 400 },
  [LAN_HTTP_RULE_TARGET_FRAGMENT] = {
    N_("The address has a fragment (#…), which is not meant for a server."),
    "RFC 9112, 3.2", WARNING, 0 },
  [LAN_HTTP_RULE_TARGET_USER] = {
    N_("The address has a user name, which is not meant for a server."),
    "RFC 9110, 4.2.4", WARNING, 0 },
  [LAN_HTTP_RULE_TARGET_ESCAPE] = {
    N_("The address has a character that should be percent-encoded, or a percent sign that encodes none."),
    "RFC 3986, 2.1", WARNING, 0 },
  [LAN_HTTP_RULE_TARGET_LENGTH] = {
    N_("The address is longer than 16 KiB, the most that is read. Send what it holds in a body, with POST."),
    "RFC 9110, 15.5.15", ERROR, 414 },
  [LAN_HTTP_RULE_VERSION] = {
    N_("The version is not written HTTP/1.1."),
    "RFC 9112, 2.3", ERROR, 400 },
  [LAN_HTTP_RULE_VERSION_MISSING] = {
    N_("There is no version: this is how HTTP/0.9 asked."),
    "RFC 9112, 2.3", WARNING, 0 },
  [LAN_HTTP_RULE_VERSION_UNKNOWN] = {
    N_("This version of HTTP is not spoken here."),
    "RFC 9110, 15.6.6", ERROR, 505 },
  [LAN_HTTP_RULE_PROTOCOL] = {
    N_("This is a request of another protocol that looks like HTTP."),
    "RFC 9112, 2.3", ERROR, 501 },
  [LAN_HTTP_RULE_FIELD_NAME] = {
    N_("A header name has a character that it may not have."),
    "RFC 9110, 5.1", ERROR, 400 },
  [LAN_HTTP_RULE_FIELD_COLON] = {
    N_("A header line has no colon."),
    "RFC 9112, 5", ERROR, 400 },
  [LAN_HTTP_RULE_FIELD_SPACE] = {
    N_("There is a space between a header name and its colon."),
    "RFC 9112, 5.1", ERROR, 400 },
  [LAN_HTTP_RULE_FIELD_VALUE] = {
    N_("A header value has a control character."),
    "RFC 9110, 5.5", ERROR, 400 },
  [LAN_HTTP_RULE_FIELD_FOLD] = {
    N_("A header line begins with a space."),
    "RFC 9112, 5.2", ERROR, 400 },
  [LAN_HTTP_RULE_FIELD_TWICE] = {
    N_("There is a second header of a kind of which there may be one."),
    "RFC 9110, 5.3", ERROR, 400 },
  [LAN_HTTP_RULE_FIELD_COUNT] = {
    N_("There are more than 256 header lines, the most that are read. Send fewer."),
    "RFC 6585, 5", ERROR, 431 },
  [LAN_HTTP_RULE_HEAD_SIZE] = {
    N_("The header is larger than 64 KiB, the most that is read. Often cookies are the reason: delete those of this site."),
    "RFC 6585, 5", ERROR, 431 },
  [LAN_HTTP_RULE_HEAD_INCOMPLETE] = {
    N_("The header ends before its empty line."),
    "RFC 9112, 8", ERROR, 400 },
  [LAN_HTTP_RULE_HOST_MISSING] = {
    N_("There is no Host header; HTTP/1.1 demands it."),
    "RFC 9112, 3.2", ERROR, 400 },
  [LAN_HTTP_RULE_HOST_TWICE] = {
    N_("There is more than one Host header."),
    "RFC 9112, 3.2", ERROR, 400 },
  [LAN_HTTP_RULE_HOST_INVALID] = {
    N_("The Host header is not a host name with an optional port."),
    "RFC 9112, 3.2", ERROR, 400 },
  [LAN_HTTP_RULE_LENGTH_INVALID] = {
    N_("Content-Length is not a number."),
    "RFC 9110, 8.6", ERROR, 400 },
  [LAN_HTTP_RULE_LENGTH_TWICE] = {
    N_("There is more than one Content-Length."),
    "RFC 9112, 6.3", ERROR, 400 },
  [LAN_HTTP_RULE_LENGTH_AND_CODING] = {
    N_("Content-Length and Transfer-Encoding contradict each other."),
    "RFC 9112, 6.1", ERROR, 400 },
  [LAN_HTTP_RULE_CODING_UNKNOWN] = {
    N_("This Transfer-Encoding is not known here."),
    "RFC 9112, 6.1", ERROR, 501 },
  [LAN_HTTP_RULE_CODING_NOT_LAST] = {
    N_("“chunked” is not the one and last Transfer-Encoding."),
    "RFC 9112, 6.3", ERROR, 400 },
  [LAN_HTTP_RULE_CODING_IN_1_0] = {
    N_("HTTP/1.0 has no Transfer-Encoding."),
    "RFC 9112, 6.1", ERROR, 400 },
  [LAN_HTTP_RULE_EXPECTATION] = {
    N_("Only the expectation 100-continue can be met."),
    "RFC 9110, 10.1.1", ERROR, 417 },
  [LAN_HTTP_RULE_CHUNK_SIZE] = {
    N_("The size of a chunk is not a hexadecimal number."),
    "RFC 9112, 7.1", ERROR, 400 },
  [LAN_HTTP_RULE_CHUNK_END] = {
    N_("A chunk does not end with CR LF where its size says."),
    "RFC 9112, 7.1", ERROR, 400 },
  [LAN_HTTP_RULE_CHUNK_EXTENSION] = {
    N_("What follows the size of a chunk is not written as it must be."),
    "RFC 9112, 7.1.1", ERROR, 400 },
  [LAN_HTTP_RULE_CHUNK_OVERHEAD] = {
    N_("There is too much beside the content of the chunks."),
    "RFC 9112, 7.1.1", ERROR, 400 },
  [LAN_HTTP_RULE_TRAILER] = {
    N_("A line after the last chunk is no header line."),
    "RFC 9112, 7.1.2", ERROR, 400 },
  [LAN_HTTP_RULE_TRAILER_FORBIDDEN] = {
    N_("A header after the last chunk would change where the message ends or whom it is for."),
    "RFC 9110, 6.5.1", ERROR, 400 },
  [LAN_HTTP_RULE_BODY_SIZE] = {
    N_("The body is too large."),
    "RFC 9110, 15.5.14", ERROR, 413 },
  [LAN_HTTP_RULE_BODY_INCOMPLETE] = {
    N_("The body ends before its time."),
    "RFC 9112, 8", ERROR, 400 },
  [LAN_HTTP_RULE_BODY_SURPLUS] = {
    N_("There are bytes after the end of the message."),
    "RFC 9112, 6.3", WARNING, 0 },
  [LAN_HTTP_RULE_TLS] = {
    N_("This is a TLS greeting: use http:// instead of https:// here."),
    "RFC 8446, 5.1", ERROR, 400 },
};

static const char *const part_names[] = {
  [LAN_HTTP_PART_METHOD] = N_("Method"),
  [LAN_HTTP_PART_TARGET] = N_("Target"),
  [LAN_HTTP_PART_VERSION] = N_("Version"),
  [LAN_HTTP_PART_STATUS] = N_("Status code"),
  [LAN_HTTP_PART_REASON] = N_("Reason phrase"),
  [LAN_HTTP_PART_SPACE] = N_("Space"),
  [LAN_HTTP_PART_LINE_END] = N_("Line end"),
  [LAN_HTTP_PART_FIELD_NAME] = N_("Header name"),
  [LAN_HTTP_PART_COLON] = N_("Colon"),
  [LAN_HTTP_PART_FIELD_VALUE] = N_("Header value"),
  [LAN_HTTP_PART_EMPTY_LINE] = N_("Empty line"),
  [LAN_HTTP_PART_BODY] = N_("Body"),
  [LAN_HTTP_PART_CHUNK_HEAD] = N_("Chunk size"),
  [LAN_HTTP_PART_CHUNK_DATA] = N_("Chunk"),
  [LAN_HTTP_PART_CHUNK_END] = N_("Chunk end"),
  [LAN_HTTP_PART_TRAILER] = N_("Trailer"),
  [LAN_HTTP_PART_JUNK] = N_("Not HTTP"),
};

/**
 * lan_http_rule_describe:
 * @section: (out) (optional): where it stands, "RFC 9112, 3.2"
 *
 * Returns: a translated sentence on what is wrong
 */
const char *
lan_http_rule_describe (LanHttpRule   rule,
                        const char  **section)
{
  g_return_val_if_fail (rule < G_N_ELEMENTS (rules), NULL);

  if (section != NULL)
    *section = rules[rule].section;

  return _(rules[rule].sentence);
}

/**
 * lan_http_rule_get_severity:
 *
 * Returns: how much it matters
 */
LanHttpSeverity
lan_http_rule_get_severity (LanHttpRule rule)
{
  g_return_val_if_fail (rule < G_N_ELEMENTS (rules), LAN_HTTP_ERROR);

  return rules[rule].severity;
}

/**
 * lan_http_rule_get_status:
 *
 * Returns: the status a request that breaks it is answered with, or 0
 */
guint
lan_http_rule_get_status (LanHttpRule rule)
{
  g_return_val_if_fail (rule < G_N_ELEMENTS (rules), 400);

  return rules[rule].status;
}

/**
 * lan_http_rule_is_error:
 *
 * Returns: whether a message that breaks it is refused; else it is only noted
 */
gboolean
lan_http_rule_is_error (LanHttpRule rule)
{
  return lan_http_rule_get_severity (rule) == LAN_HTTP_ERROR;
}

/**
 * lan_http_part_describe:
 *
 * Returns: the translated name of a part
 */
const char *
lan_http_part_describe (LanHttpPartKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (part_names), NULL);

  return _(part_names[kind]);
}
