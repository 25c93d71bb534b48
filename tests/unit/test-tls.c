/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/tls.h"

/* Both ends of one connection in one thread: neither may ever wait for the other. */
typedef struct
{
  int fds[2];
  LanTls *server;
  LanTls *client;
} Pair;

static LanIdentity *ours, *theirs;

static Pair
new_pair (LanIdentity *client_identity,
          gboolean     wants_certificate,
          const char  *pin)
{
  Pair pair;

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.fds), 0);
  pair.server = lan_tls_new_server (pair.fds[0], ours, wants_certificate);
  pair.client = lan_tls_new_client (pair.fds[1], client_identity, "landline.test", pin);

  return pair;
}

static void
clear_pair (Pair *pair)
{
  lan_tls_free (pair->server);
  lan_tls_free (pair->client);
  close (pair->fds[0]);
  close (pair->fds[1]);
}

/* Until both are through, or one has failed. */
static void
shake (Pair          *pair,
       LanTlsResult  *server,
       GError       **server_error,
       LanTlsResult  *client,
       GError       **client_error)
{
  *server = *client = LAN_TLS_WAITS;
  for (guint i = 0; i < 100 && (*server == LAN_TLS_WAITS || *client == LAN_TLS_WAITS); i++)
    {
      if (*client == LAN_TLS_WAITS)
        *client = lan_tls_handshake (pair->client, client_error);
      if (*server == LAN_TLS_WAITS)
        *server = lan_tls_handshake (pair->server, server_error);
    }
}

static void
shake_well (Pair *pair)
{
  g_autoptr(GError) server_error = NULL;
  g_autoptr(GError) client_error = NULL;
  LanTlsResult server, client;

  shake (pair, &server, &server_error, &client, &client_error);
  assert_null (server_error);
  assert_null (client_error);
  assert_int_equal (server, LAN_TLS_DONE);
  assert_int_equal (client, LAN_TLS_DONE);
}

static void
both_sides_agree_and_know_each_other (void **state)
{
  Pair pair = new_pair (theirs, TRUE, lan_identity_get_fingerprint (ours));

  assert_int_equal (lan_tls_handshake (pair.server, NULL), LAN_TLS_WAITS);
  assert_int_equal (lan_tls_get_events (pair.server), EPOLLIN);
  shake_well (&pair);
  assert_string_equal (lan_tls_get_peer_fingerprint (pair.client), lan_identity_get_fingerprint (ours));
  assert_string_equal (lan_tls_get_peer_fingerprint (pair.server), lan_identity_get_fingerprint (theirs));
  clear_pair (&pair);
}

static void
a_client_needs_no_certificate_unless_asked (void **state)
{
  g_autoptr(GError) server_error = NULL;
  g_autoptr(GError) client_error = NULL;
  Pair pair = new_pair (NULL, FALSE, NULL);
  LanTlsResult server, client;

  shake_well (&pair);
  assert_null (lan_tls_get_peer_fingerprint (pair.server));
  clear_pair (&pair);

  pair = new_pair (NULL, TRUE, NULL);
  shake (&pair, &server, &server_error, &client, &client_error);
  assert_int_equal (server, LAN_TLS_FAILED);
  assert_true (g_error_matches (server_error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED));
  clear_pair (&pair);
}

static void
another_certificate_than_the_pinned_one_is_refused (void **state)
{
  g_autoptr(GError) server_error = NULL;
  g_autoptr(GError) client_error = NULL;
  Pair pair = new_pair (theirs, TRUE, lan_identity_get_fingerprint (theirs));
  LanTlsResult server, client;

  shake (&pair, &server, &server_error, &client, &client_error);
  assert_int_equal (client, LAN_TLS_FAILED);
  assert_true (g_error_matches (client_error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED));
  assert_int_equal (server, LAN_TLS_FAILED);
  assert_true (g_error_matches (server_error, LAN_ERROR, LAN_ERROR_REFUSED));
  /* and nothing was told to who is not trusted */
  assert_null (lan_tls_get_peer_fingerprint (pair.server));
  clear_pair (&pair);
}

/* Sends @length bytes from @from to @to through sockets that are too small for them. */
static void
carry (LanTls *from,
       LanTls *to,
       gsize   length)
{
  g_autofree guint8 *sent = g_malloc (length);
  g_autofree guint8 *received = g_malloc (length);
  gsize n_sent = 0;
  gsize n_received = 0;
  guint waits = 0;

  for (gsize i = 0; i < length; i++)
    sent[i] = (guint8) (i * 31 ^ i >> 8);
  while (n_received < length)
    {
      gssize got = n_sent < length ? lan_tls_send (from, sent + n_sent, length - n_sent) : 0;

      if (got > 0)
        n_sent += (gsize) got;
      else if (got < 0)
        {
          assert_int_equal (errno, EAGAIN);
          waits++;
        }

      got = lan_tls_receive (to, received + n_received, MIN (length - n_received, 10000));
      if (got < 0)
        assert_int_equal (errno, EAGAIN);
      else
        n_received += (gsize) got;
    }
  assert_int_equal (n_sent, length);
  assert_memory_equal (sent, received, length);
  assert_true (waits > 0);
}

static void
bytes_arrive_whole_through_small_sockets (void **state)
{
  const int small = 4096;
  Pair pair = new_pair (NULL, FALSE, NULL);

  shake_well (&pair);
  for (guint i = 0; i < 2; i++)
    {
      setsockopt (pair.fds[i], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
      setsockopt (pair.fds[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }
  carry (pair.client, pair.server, 300000);
  carry (pair.server, pair.client, 300000);
  clear_pair (&pair);
}

static void
what_is_decrypted_already_is_told (void **state)
{
  char byte;
  Pair pair = new_pair (NULL, FALSE, NULL);

  shake_well (&pair);
  assert_int_equal (lan_tls_send (pair.client, "two", 3), 3);
  assert_false (lan_tls_has_received (pair.server));
  assert_int_equal (lan_tls_receive (pair.server, &byte, 1), 1);
  assert_true (lan_tls_has_received (pair.server));
  assert_int_equal (lan_tls_receive (pair.server, &byte, 1), 1);
  assert_int_equal (lan_tls_receive (pair.server, &byte, 1), 1);
  assert_false (lan_tls_has_received (pair.server));
  clear_pair (&pair);
}

static void
an_end_is_told_from_a_cut (void **state)
{
  char byte;
  Pair pair = new_pair (NULL, FALSE, NULL);

  shake_well (&pair);
  lan_tls_say_bye (pair.client);
  assert_int_equal (lan_tls_receive (pair.server, &byte, 1), 0);
  clear_pair (&pair);

  pair = new_pair (NULL, FALSE, NULL);
  shake_well (&pair);
  shutdown (pair.fds[1], SHUT_WR);
  assert_int_equal (lan_tls_receive (pair.server, &byte, 1), -1);
  assert_int_equal (errno, ECONNABORTED);
  clear_pair (&pair);
}

static void
what_is_no_tls_fails_the_handshake (void **state)
{
  static const struct { const char *bytes; gsize length; } cases[] = {
    { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27 },
    { "\x16\x03\x01\xff\xff", 5 },
    { "\x16\x03\x01\x00\x05\x01\xff\xff\xff\xff", 10 },
    { "\x15\x03\x01\x00\x02\x02\x28", 7 },
    { "\x00", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      Pair pair = new_pair (NULL, FALSE, NULL);

      LanTlsResult result = LAN_TLS_WAITS;

      assert_int_equal (write (pair.fds[1], cases[i].bytes, cases[i].length), cases[i].length);
      shutdown (pair.fds[1], SHUT_WR);
      /* GnuTLS says once more that it waits when a record is cut in the middle */
      for (guint turn = 0; turn < 3 && result == LAN_TLS_WAITS; turn++)
        result = lan_tls_handshake (pair.server, &error);
      assert_int_equal (result, LAN_TLS_FAILED);
      assert_non_null (error);
      clear_pair (&pair);
    }
}

static void
an_identity_survives_being_saved (void **state)
{
  static const char * const names[] = { "localhost", "192.168.1.7", "fe80::1", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(LanIdentity) made = lan_identity_new ("Ana", names, &error);
  g_autoptr(LanIdentity) loaded = NULL;
  g_autoptr(LanIdentity) mixed = NULL;
  g_autoptr(GBytes) key = NULL;
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GBytes) other_key = NULL;
  g_autoptr(GBytes) other = NULL;
  g_autoptr(GBytes) nonsense = g_bytes_new_static ("nonsense", 8);

  assert_null (error);
  assert_int_equal (strlen (lan_identity_get_fingerprint (made)), 64);
  assert_string_not_equal (lan_identity_get_fingerprint (made), lan_identity_get_fingerprint (ours));

  certificate = lan_identity_to_pem (made, &key, NULL);
  loaded = lan_identity_new_from_pem (certificate, key, &error);
  assert_null (error);
  assert_string_equal (lan_identity_get_fingerprint (loaded), lan_identity_get_fingerprint (made));

  other = lan_identity_to_pem (ours, &other_key, NULL);
  assert_null (lan_identity_new_from_pem (certificate, other_key, &error));
  assert_non_null (strstr (error->message, "belong together"));
  g_clear_error (&error);
  assert_null (lan_identity_new_from_pem (nonsense, key, &error));
  assert_non_null (strstr (error->message, "no certificate"));
  g_clear_error (&error);
  assert_null (lan_identity_new_from_pem (certificate, nonsense, &error));
  assert_non_null (strstr (error->message, "no private key"));
}

static void
the_identity_in_a_file_stays_the_same (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("identity-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "deep", "identity.pem", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(LanIdentity) first = lan_identity_open (path, "Ana", &error);
  g_autoptr(LanIdentity) second = lan_identity_open (path, "Ana", &error);
  g_autofree char *parent = g_path_get_dirname (path);
  struct stat info;

  assert_null (error);
  assert_string_equal (lan_identity_get_fingerprint (first), lan_identity_get_fingerprint (second));
  assert_int_equal (stat (path, &info), 0);
  assert_int_equal (info.st_mode & 07777, 0600);
  assert_int_equal (stat (parent, &info), 0);
  assert_int_equal (info.st_nlink, 2);   /* no folder in it, … */
  {
    g_autoptr(GDir) dir = g_dir_open (parent, 0, NULL);

    assert_string_equal (g_dir_read_name (dir), "identity.pem");
    assert_null (g_dir_read_name (dir));   /* … and nothing temporary */
  }

  /* a damaged one is said, and stays where it is */
  assert_true (g_file_set_contents (path, "damaged", -1, NULL));
  assert_null (lan_identity_open (path, "Ana", &error));
  assert_non_null (strstr (error->message, "Move the file away"));
  assert_int_equal (unlink (path), 0);
  rmdir (parent);
  rmdir (folder);
}

static int
make_identities (void **state)
{
  ours = lan_identity_new ("us", NULL, NULL);
  theirs = lan_identity_new ("them", NULL, NULL);

  return ours != NULL && theirs != NULL ? 0 : -1;
}

static int
free_identities (void **state)
{
  lan_identity_unref (ours);
  lan_identity_unref (theirs);

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (both_sides_agree_and_know_each_other),
    cmocka_unit_test (a_client_needs_no_certificate_unless_asked),
    cmocka_unit_test (another_certificate_than_the_pinned_one_is_refused),
    cmocka_unit_test (bytes_arrive_whole_through_small_sockets),
    cmocka_unit_test (what_is_decrypted_already_is_told),
    cmocka_unit_test (an_end_is_told_from_a_cut),
    cmocka_unit_test (what_is_no_tls_fails_the_handshake),
    cmocka_unit_test (an_identity_survives_being_saved),
    cmocka_unit_test (the_identity_in_a_file_stays_the_same),
  };

  return cmocka_run_group_tests (tests, make_identities, free_identities);
}
