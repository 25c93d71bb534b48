/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/datagram-socket.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

/* One system call takes up to this many datagrams: at 20,000 a second one call each would cost more
 * than the datagrams. */
#define BATCH_DATAGRAMS 64

/* The largest UDP payload over IPv4: 65535 - 20 (IP) - 8 (UDP). */
#define DATAGRAM_MAX_BYTES 65507

/* What the kernel may hold while we are busy; more is asked for than most systems grant (rmem_max). */
#define RECEIVE_BUFFER_BYTES (8 * 1024 * 1024)

/* What may wait for the main context: over a second of 20,000 datagrams, and never more memory than this. */
#define QUEUE_MAX_DATAGRAMS 32768
#define QUEUE_MAX_BYTES (16 * 1024 * 1024)

/* The main context is woken at most once a frame. */
#define FRAME_US 16000

/* An error that comes again at once shall not cost a core. */
#define ERROR_PAUSE_MS 10

struct _LanDatagramSocket
{
  GObject parent_instance;

  int fd;
  int stop_fd;           /* eventfd: readable once the receive thread shall end */
  guint16 port;
  guint64 kernel_drops;  /* once it is closed */
  GThread *thread;
  GMainContext *context;

  GMutex mutex;          /* guards what follows */
  GPtrArray *queue;
  gsize queue_bytes;
  GSource *wake;
  gint64 last_wake_us;
  guint64 queue_drops;
};

G_DEFINE_FINAL_TYPE (LanDatagramSocket, lan_datagram_socket, G_TYPE_OBJECT)

enum
{
  RECEIVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lan_datagram_clear (gpointer data)
{
  LanDatagram *self = data;

  g_bytes_unref (self->bytes);
  g_object_unref (self->source);
  g_object_unref (self->destination);
}

/**
 * lan_datagram_new:
 *
 * Returns: (transfer full): a datagram that arrived now
 */
LanDatagram *
lan_datagram_new (GBytes       *bytes,
                  GInetAddress *source,
                  guint16       source_port,
                  GInetAddress *destination,
                  guint         interface_index)
{
  LanDatagram *self = g_atomic_rc_box_new0 (LanDatagram);

  self->bytes = g_bytes_ref (bytes);
  self->source = g_object_ref (source);
  self->source_port = source_port;
  self->destination = g_object_ref (destination);
  self->interface_index = interface_index;
  self->arrived_us = g_get_real_time ();
  self->monotonic_us = g_get_monotonic_time ();

  return self;
}

LanDatagram *
lan_datagram_ref (LanDatagram *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lan_datagram_unref (LanDatagram *self)
{
  g_atomic_rc_box_release_full (self, lan_datagram_clear);
}

/* --- The receive thread --- */

typedef struct
{
  struct mmsghdr messages[BATCH_DATAGRAMS];
  struct iovec parts[BATCH_DATAGRAMS];
  struct sockaddr_in sources[BATCH_DATAGRAMS];
  union
  {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (struct in_pktinfo))];
  } controls[BATCH_DATAGRAMS];
  char payloads[BATCH_DATAGRAMS][DATAGRAM_MAX_BYTES + 1];
  GInetAddress *source;        /* of the datagram before: in a flood most come from one */
  GInetAddress *destination;
} Batch;

static void
batch_prepare (Batch *batch)
{
  for (gsize i = 0; i < BATCH_DATAGRAMS; i++)
    {
      struct msghdr *header = &batch->messages[i].msg_hdr;

      batch->parts[i] = (struct iovec) { batch->payloads[i], sizeof batch->payloads[i] };
      *header = (struct msghdr) {
        .msg_name = &batch->sources[i],
        .msg_namelen = sizeof batch->sources[i],
        .msg_iov = &batch->parts[i],
        .msg_iovlen = 1,
        .msg_control = batch->controls[i].bytes,
        .msg_controllen = sizeof batch->controls[i].bytes,
      };
    }
}

/* @bytes as an object, which is made anew where @known is another. */
static GInetAddress *
remember (GInetAddress         **known,
          const struct in_addr  *bytes)
{
  if (*known == NULL || memcmp (g_inet_address_to_bytes (*known), bytes, sizeof *bytes) != 0)
    {
      g_clear_object (known);
      *known = g_inet_address_new_from_bytes ((const guint8 *) bytes, G_SOCKET_FAMILY_IPV4);
    }

  return *known;
}

static LanDatagram *
batch_take (Batch *batch,
            gsize  i)
{
  struct msghdr *header = &batch->messages[i].msg_hdr;
  struct in_pktinfo packet = { 0 };
  g_autoptr(GBytes) bytes = g_bytes_new (batch->payloads[i], batch->messages[i].msg_len);

  for (struct cmsghdr *control = CMSG_FIRSTHDR (header); control != NULL; control = CMSG_NXTHDR (header, control))
    if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO)
      memcpy (&packet, CMSG_DATA (control), sizeof packet);

  return lan_datagram_new (bytes, remember (&batch->source, &batch->sources[i].sin_addr),
                           g_ntohs (batch->sources[i].sin_port), remember (&batch->destination, &packet.ipi_addr),
                           (guint) packet.ipi_ifindex);
}

static gboolean
on_wake (gpointer data)
{
  LanDatagramSocket *self = LAN_DATAGRAM_SOCKET (data);
  g_autoptr(GPtrArray) batch = NULL;

  g_mutex_lock (&self->mutex);
  batch = g_steal_pointer (&self->queue);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_datagram_unref);
  self->queue_bytes = 0;
  self->last_wake_us = g_get_monotonic_time ();
  g_clear_pointer (&self->wake, g_source_unref);
  g_mutex_unlock (&self->mutex);

  if (batch->len > 0)
    g_signal_emit (self, signals[RECEIVED], 0, batch);

  return G_SOURCE_REMOVE;
}

/* Called with the mutex held. */
static void
wake_main_context (LanDatagramSocket *self)
{
  gint64 due = self->last_wake_us + FRAME_US;

  if (self->wake != NULL)
    return;

  self->wake = g_timeout_source_new (0);
  g_source_set_ready_time (self->wake, MAX (due, g_get_monotonic_time ()));
  g_source_set_callback (self->wake, on_wake, g_object_ref (self), g_object_unref);
  g_source_attach (self->wake, self->context);
}

static void
hand_over (LanDatagramSocket *self,
           Batch             *batch,
           gsize              n_received)
{
  g_autoptr(GPtrArray) datagrams = g_ptr_array_new ();

  for (gsize i = 0; i < n_received; i++)
    g_ptr_array_add (datagrams, batch_take (batch, i));

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < datagrams->len; i++)
    {
      LanDatagram *datagram = g_ptr_array_index (datagrams, i);
      gsize size = g_bytes_get_size (datagram->bytes);

      if (self->queue->len >= QUEUE_MAX_DATAGRAMS || self->queue_bytes + size > QUEUE_MAX_BYTES)
        {
          self->queue_drops++;
          lan_datagram_unref (datagram);
          continue;
        }

      self->queue_bytes += size;
      g_ptr_array_add (self->queue, datagram);
    }
  wake_main_context (self);
  g_mutex_unlock (&self->mutex);
}

static gpointer
receive_thread (gpointer data)
{
  LanDatagramSocket *self = data;
  Batch *batch = g_new (Batch, 1);   /* 4 MiB, of which small datagrams touch little */
  struct pollfd polled[] = { { .fd = self->fd, .events = POLLIN }, { .fd = self->stop_fd, .events = POLLIN } };

  batch->source = batch->destination = NULL;
  while (TRUE)
    {
      int n_received;

      if (poll (polled, G_N_ELEMENTS (polled), -1) < 0 && errno != EINTR)
        g_warning ("poll: %s", g_strerror (errno));
      if (polled[1].revents != 0)
        break;

      batch_prepare (batch);
      n_received = recvmmsg (self->fd, batch->messages, BATCH_DATAGRAMS, MSG_DONTWAIT, NULL);

      /* An error here is a datagram of ours that nobody took (ECONNREFUSED after an ICMP message, an
       * interface that went down …): reported once by the kernel, and no reason to stop hearing. An
       * empty datagram is a message like any other and no end. */
      if (n_received > 0)
        {
          hand_over (self, batch, (gsize) n_received);
        }
      else if (errno != EAGAIN && errno != EINTR)
        {
          g_debug ("receive error survived: %s", g_strerror (errno));
          poll (&polled[1], 1, ERROR_PAUSE_MS);
        }
    }

  g_clear_object (&batch->source);
  g_clear_object (&batch->destination);
  g_free (batch);

  return NULL;
}

/* --- GObject --- */

static void
lan_datagram_socket_dispose (GObject *object)
{
  lan_datagram_socket_close (LAN_DATAGRAM_SOCKET (object));

  G_OBJECT_CLASS (lan_datagram_socket_parent_class)->dispose (object);
}

static void
lan_datagram_socket_finalize (GObject *object)
{
  LanDatagramSocket *self = LAN_DATAGRAM_SOCKET (object);

  g_ptr_array_unref (self->queue);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (lan_datagram_socket_parent_class)->finalize (object);
}

static void
lan_datagram_socket_class_init (LanDatagramSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_datagram_socket_dispose;
  object_class->finalize = lan_datagram_socket_finalize;

  /**
   * LanDatagramSocket::received:
   * @datagrams: (element-type LanDatagram): what came since the last time, in order
   *
   * In the main context that was the thread's default when the socket was made, at most once a frame.
   */
  signals[RECEIVED] = g_signal_new ("received", LAN_TYPE_DATAGRAM_SOCKET, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
lan_datagram_socket_init (LanDatagramSocket *self)
{
  self->fd = -1;
  self->stop_fd = -1;
  g_mutex_init (&self->mutex);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_datagram_unref);
  self->context = g_main_context_ref_thread_default ();
}

static void
set_option (int fd,
            int level,
            int option,
            int value)
{
  if (setsockopt (fd, level, option, &value, sizeof value) != 0)
    g_debug ("socket option %d/%d: %s", level, option, g_strerror (errno));
}

static gboolean
bind_socket (LanDatagramSocket  *self,
             guint16             port,
             gboolean            shared,
             GError            **error)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  socklen_t length = sizeof address;

  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0)
    goto failed;

  set_option (self->fd, SOL_SOCKET, SO_BROADCAST, 1);
  set_option (self->fd, IPPROTO_IP, IP_PKTINFO, 1);
  set_option (self->fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
  set_option (self->fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);   /* past rmem_max, where allowed */
  if (shared)
    set_option (self->fd, SOL_SOCKET, SO_REUSEADDR, 1);

  if (bind (self->fd, (struct sockaddr *) &address, sizeof address) != 0 ||
      getsockname (self->fd, (struct sockaddr *) &address, &length) != 0)
    goto failed;

  self->port = g_ntohs (address.sin_port);

  return TRUE;

failed:
  if (errno == EADDRINUSE)
    g_set_error (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE, _("Port %u is used by another program."), port);
  else if (errno == EACCES)
    g_set_error (error, LAN_ERROR, LAN_ERROR_PORT_PRIVILEGED,
                 _("Port %u is reserved for the system. Choose one above 1023."), port);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Port %u cannot be opened: %s"), port, g_strerror (errno));

  return FALSE;
}

/**
 * lan_datagram_socket_new:
 * @port: where to receive, on all addresses; 0 for any free one
 * @shared: whether other programs that allow it too may receive on @port (SO_REUSEADDR): for ports that
 *   get broadcasts only, since a unicast datagram reaches just one of them
 * @error: #LAN_ERROR_PORT_IN_USE, #LAN_ERROR_PORT_PRIVILEGED, #LAN_ERROR_FAILED
 *
 * Opens a UDP socket that may broadcast, and receives in a thread of its own.
 *
 * Returns: (transfer full) (nullable): the socket
 */
LanDatagramSocket *
lan_datagram_socket_new (guint16    port,
                         gboolean   shared,
                         GError   **error)
{
  g_autoptr(LanDatagramSocket) self = g_object_new (LAN_TYPE_DATAGRAM_SOCKET, NULL);

  if (!bind_socket (self, port, shared, error))
    return NULL;

  self->stop_fd = eventfd (0, EFD_CLOEXEC);
  if (self->stop_fd < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Port %u cannot be opened: %s"), port, g_strerror (errno));
      return NULL;
    }

  self->thread = g_thread_new ("landline-udp", receive_thread, self);

  return g_steal_pointer (&self);
}

guint16
lan_datagram_socket_get_port (LanDatagramSocket *self)
{
  g_return_val_if_fail (LAN_IS_DATAGRAM_SOCKET (self), 0);

  return self->port;
}

/**
 * lan_datagram_socket_get_kernel_drops:
 *
 * The counter of SO_RXQ_OVFL, which comes with the next datagram only: SO_MEMINFO tells it now.
 *
 * Returns: datagrams the kernel threw away because its buffer was full
 */
guint64
lan_datagram_socket_get_kernel_drops (LanDatagramSocket *self)
{
  guint32 memory[SK_MEMINFO_VARS] = { 0 };
  socklen_t length = sizeof memory;

  g_return_val_if_fail (LAN_IS_DATAGRAM_SOCKET (self), 0);

  if (self->fd >= 0 && getsockopt (self->fd, SOL_SOCKET, SO_MEMINFO, memory, &length) == 0)
    self->kernel_drops = memory[SK_MEMINFO_DROPS];

  return self->kernel_drops;
}

/**
 * lan_datagram_socket_get_queue_drops:
 *
 * Returns: datagrams thrown away because the main context was too slow
 */
guint64
lan_datagram_socket_get_queue_drops (LanDatagramSocket *self)
{
  guint64 drops;

  g_return_val_if_fail (LAN_IS_DATAGRAM_SOCKET (self), 0);

  g_mutex_lock (&self->mutex);
  drops = self->queue_drops;
  g_mutex_unlock (&self->mutex);

  return drops;
}

/**
 * lan_datagram_socket_send:
 * @destination: an IPv4 address; a broadcast one too
 * @interface_index: by which card, or 0 to leave it to the routes
 * @error: a #GIOErrorEnum as the system gave it
 *
 * Sends one datagram now; the kernel takes it or not, nothing waits.
 */
gboolean
lan_datagram_socket_send (LanDatagramSocket  *self,
                          GBytes             *bytes,
                          GInetAddress       *destination,
                          guint16             port,
                          guint               interface_index,
                          GError            **error)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  struct in_pktinfo packet = { .ipi_ifindex = (int) interface_index };
  union
  {
    struct cmsghdr header;
    char bytes[CMSG_SPACE (sizeof (struct in_pktinfo))];
  } control = { 0 };
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  struct iovec part = { (gpointer) data, size };
  struct msghdr message = { .msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &part, .msg_iovlen = 1 };

  g_return_val_if_fail (LAN_IS_DATAGRAM_SOCKET (self) && self->fd >= 0, FALSE);
  g_return_val_if_fail (g_inet_address_get_family (destination) == G_SOCKET_FAMILY_IPV4, FALSE);

  memcpy (&address.sin_addr, g_inet_address_to_bytes (destination), sizeof address.sin_addr);
  if (interface_index != 0)
    {
      message.msg_control = control.bytes;
      message.msg_controllen = sizeof control.bytes;
      control.header.cmsg_level = IPPROTO_IP;
      control.header.cmsg_type = IP_PKTINFO;
      control.header.cmsg_len = CMSG_LEN (sizeof packet);
      memcpy (CMSG_DATA (&control.header), &packet, sizeof packet);
    }

  /* The first attempt may only fetch the error of an earlier datagram (an ICMP answer to it). */
  for (int attempt = 0; sendmsg (self->fd, &message, MSG_NOSIGNAL) < 0; attempt++)
    {
      int code = errno;

      if (code == EINTR || (code == ECONNREFUSED && attempt == 0))
        continue;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
      return FALSE;
    }

  return TRUE;
}

/**
 * lan_datagram_socket_close:
 *
 * Frees the port at once. What had arrived and was not yet told is dropped; the counters stay.
 */
void
lan_datagram_socket_close (LanDatagramSocket *self)
{
  g_return_if_fail (LAN_IS_DATAGRAM_SOCKET (self));

  if (self->thread != NULL)
    {
      if (eventfd_write (self->stop_fd, 1) != 0)
        g_warning ("eventfd: %s", g_strerror (errno));
      g_clear_pointer (&self->thread, g_thread_join);
    }

  g_mutex_lock (&self->mutex);
  if (self->wake != NULL)
    {
      GSource *wake = g_steal_pointer (&self->wake);

      g_mutex_unlock (&self->mutex);
      g_source_destroy (wake);
      g_source_unref (wake);
    }
  else
    g_mutex_unlock (&self->mutex);

  lan_datagram_socket_get_kernel_drops (self);
  if (self->fd >= 0)
    close (self->fd);
  if (self->stop_fd >= 0)
    close (self->stop_fd);
  self->fd = self->stop_fd = -1;
}
