/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 2046 section 5.1.1 */
#define LAN_HTTP_BOUNDARY_MAX_BYTES 70
/* Of one part's header: two fields with a file name, of which a file system takes 255 bytes; browsers write three
 * bytes for some of them. */
#define LAN_HTTP_PART_HEAD_MAX_BYTES 8192
/* Browsers send two. */
#define LAN_HTTP_PART_FIELDS_MAX 16
/* A card full of photos. */
#define LAN_HTTP_FORM_PARTS_MAX 10000

/**
 * LanHttpMultipartFault: what a form can break
 */
typedef enum
{
  LAN_HTTP_MULTIPART_FINE,
  LAN_HTTP_MULTIPART_BOUNDARY,     /* the request does not say what lies between the parts */
  LAN_HTTP_MULTIPART_DELIMITER,    /* … and something else stands in its line */
  LAN_HTTP_MULTIPART_FIELD,
  LAN_HTTP_MULTIPART_HEAD_SIZE,
  LAN_HTTP_MULTIPART_DISPOSITION,
  LAN_HTTP_MULTIPART_CODING,
  LAN_HTTP_MULTIPART_PARTS,
  LAN_HTTP_MULTIPART_INCOMPLETE,
  LAN_HTTP_MULTIPART_N_FAULTS,
} LanHttpMultipartFault;

/**
 * LanHttpFormPart:
 * @name: of the form's field
 * @filename: (nullable): of a file: a name, never a path, but any bytes without a slash; "" where none was chosen
 * @type: (nullable): its Content-Type, as sent
 *
 * What the header of a part says: these are all fields it may have (RFC 7578 section 4.8).
 */
typedef struct
{
  const char *name;
  const char *filename;
  const char *type;
} LanHttpFormPart;

/**
 * LanHttpFormEvents:
 * @begin: a part begins; it is borrowed
 * @data: so much more of its content
 * @end: it is whole
 *
 * What a form is read into. A part that did not end when the form is faulty or over is not whole.
 */
typedef struct
{
  void (*begin) (const LanHttpFormPart *part,
                 gpointer               user_data);
  void (*data)  (const char            *bytes,
                 gsize                  length,
                 gpointer               user_data);
  void (*end)   (gpointer               user_data);
} LanHttpFormEvents;

typedef struct _LanHttpMultipart LanHttpMultipart;

LanHttpMultipart      *lan_http_multipart_new      (const char              *content_type,
                                                    gsize                    length,
                                                    const LanHttpFormEvents *events,
                                                    gpointer                 user_data);
void                   lan_http_multipart_free     (LanHttpMultipart        *self);
LanHttpMultipartFault  lan_http_multipart_feed     (LanHttpMultipart        *self,
                                                    const char              *data,
                                                    gsize                    length);
LanHttpMultipartFault  lan_http_multipart_finish   (LanHttpMultipart        *self);
const char            *lan_http_multipart_describe (LanHttpMultipartFault    fault,
                                                    const char             **section);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpMultipart, lan_http_multipart_free)

G_END_DECLS
