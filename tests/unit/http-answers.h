/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a test's server answers: a text to GET, a body of up to 100 bytes as the answer to PUT, and by some paths what
 * else there can be. */

#pragma once

#include <fcntl.h>

#include "http-world.h"

static inline void
take_body (const LanHttpRequest *request,
           const char           *bytes,
           gsize                 length,
           gpointer              data)
{
  g_string_append_len (((World *) data)->body, bytes, (gssize) length);
}

static inline LanHttpResponse *
answer_body (const LanHttpRequest *request,
             gpointer              data)
{
  World *world = data;
  LanHttpResponse *response = lan_http_response_new (201);

  lan_http_response_set_text (response, "text/plain", g_strdup (world->body->str));
  g_string_truncate (world->body, 0);

  return response;
}

static inline void
on_body_destroyed (gpointer data)
{
  ((World *) data)->destroyed++;
}

static inline LanHttpResponse *
answer_file (void)
{
  LanHttpResponse *response = lan_http_response_new (200);
  int fd = open ("/proc/self/exe", O_RDONLY | O_CLOEXEC);

  lan_http_response_set_file (response, fd, 1, 3);

  return response;
}

static inline LanHttpResponse *
world_answer (const LanHttpRequest *request,
              gpointer              data)
{
  World *world = data;
  const LanHttpSink sink = { 100, take_body, answer_body, on_body_destroyed, world };
  LanHttpResponse *response;

  if (strcmp (request->method, "PUT") == 0)
    {
      lan_http_request_receive (request, &sink);
      return NULL;
    }
  if (strcmp (request->target, "/later") == 0)
    {
      world->pause = lan_http_request_pause (request);
      return NULL;
    }
  if (strcmp (request->target, "/none") == 0)
    return lan_http_response_new (204);
  if (strcmp (request->target, "/same") == 0)
    return lan_http_response_new (304);
  if (strcmp (request->target, "/file") == 0)
    return answer_file ();
  if (strcmp (request->target, "/nothing") == 0)
    return NULL;
  if (strcmp (request->method, "OPTIONS") == 0)
    {
      response = lan_http_response_new (204);
      lan_http_response_add (response, "Allow", "GET, HEAD, PUT, OPTIONS");
      return response;
    }
  if (strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0)
    {
      response = lan_http_response_new (405);
      lan_http_response_add (response, "Allow", "GET, HEAD");
      return response;
    }

  response = lan_http_response_new (200);
  lan_http_response_set_text (response, "text/plain", g_strdup ("hello"));

  return response;
}
