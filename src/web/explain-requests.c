/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain-private.h"

#include <glib/gi18n-lib.h>

/* Fields of requests, and those that a proxy adds to them. */
const LanWebExplanation lan_web_request_fields[] = {
  { "Accept", "RFC 9110, 12.5.1",
    N_("Which kinds of content the client can use, such as web pages or images. A number q from 0 to 1 says how "
       "much each is wanted; without one it is 1. The server may choose by it, or send what it has.") },
  { "Accept-Charset", "RFC 9110, 12.5.2",
    N_("Which character encodings the client understood, when there were many. Today nearly all text is UTF-8; "
       "browsers no longer send this, and servers may ignore it.") },
  { "Accept-Encoding", "RFC 9110, 12.5.3",
    N_("Which compressions the client can undo: gzip, br (Brotli), zstd, deflate. The server may compress the "
       "content with one of them and then says which in Content-Encoding. “identity” means not compressed; q=0 "
       "means not wanted.") },
  { "Accept-Language", "RFC 9110, 12.5.4",
    N_("Which languages the reader prefers. A number q from 0 to 1 gives the order: without one it is 1, the "
       "most wanted. A server with one language only just sends that.") },
  { "Authorization", "RFC 9110, 11.6.2",
    N_("Shows who the client is, usually after the server asked with 401. “Basic” carries name and password "
       "merely written in another alphabet (Base64): over plain http anybody on the way can read them. “Bearer” "
       "carries a token.") },
  { "Connection", "RFC 9110, 7.6.1",
    N_("What concerns this one connection only. “close”: it ends after this answer. “keep-alive”: it may be "
       "used for more requests; HTTP/1.1 does so anyway. “Upgrade”: there is a wish to change the protocol. "
       "Header names listed here go no further than the next computer.") },
  { "Cookie", "RFC 6265, 4.2",
    N_("Gives back what this server asked the browser to remember with Set-Cookie. HTTP itself forgets "
       "everything between requests; cookies are how a server recognises somebody again. They often prove a "
       "login, so treat them like a password.") },
  { "Depth", "RFC 4918, 10.2",
    N_("Of WebDAV, which makes a web folder work like a disk: whether only the folder itself is meant (0), what "
       "lies directly in it (1), or all below it (infinity).") },
  { "Destination", "RFC 4918, 10.3",
    N_("Of WebDAV: where COPY or MOVE puts the thing, as a complete address.") },
  { "Expect", "RFC 9110, 10.1.1",
    N_("“100-continue”: the client has a large body and waits for the server to say “100 Continue” before "
       "sending it. If the server refuses at once, for example with 401 or 413, nothing was sent in vain.") },
  { "Forwarded", "RFC 7239, 4",
    N_("Written by a proxy: from whom it got the request (for), under which name (host) and how (proto). "
       "Anybody can write it: believe it only if it comes from your own proxy.") },
  { "From", "RFC 9110, 10.1.2",
    N_("The e-mail address of whoever runs the program. Search robots may send it, so that somebody can be told "
       "when they do harm. Browsers never do, for privacy.") },
  { "Host", "RFC 9110, 7.2",
    N_("The name and port the client was asked to open. One server can serve many names, and tells by this "
       "which site is meant. HTTP/1.1 demands exactly one; without it the answer is 400.") },
  { "HTTP2-Settings", "RFC 7540, 3.2.1",
    N_("Sent together with “Upgrade: h2c”: the client would like to go on in HTTP/2 without encryption, and "
       "here are its settings. It is no longer part of the standard (RFC 9113), and servers may ignore it.") },
  { "If-Match", "RFC 9110, 13.1.1",
    N_("Do it only if the thing still has one of these tags (ETag). It keeps two people from overwriting each "
       "other’s changes: who comes second gets 412.") },
  { "If-Modified-Since", "RFC 9110, 13.1.3",
    N_("The client has a copy from this time. If nothing changed since then, the server answers 304 without the "
       "content. It is ignored if If-None-Match is there too, which is more exact.") },
  { "If-None-Match", "RFC 9110, 13.1.2",
    N_("The client already has a copy with one of these tags (ETag). If it is still the same, the server "
       "answers 304 without the content, which saves sending it again. “*” with PUT means: only if there is "
       "nothing yet.") },
  { "If-Range", "RFC 9110, 13.1.5",
    N_("Goes with Range when a download is resumed: if the file is still the same, send only the missing part; "
       "if it changed, send all of it. So two versions are never glued together.") },
  { "If-Unmodified-Since", "RFC 9110, 13.1.4",
    N_("Do it only if nothing changed since this time; otherwise the answer is 412. It protects against "
       "overwriting what somebody else just changed.") },
  { "Keep-Alive", "RFC 2068, 19.7.1.1",
    N_("How long an idle connection is kept open, in seconds, and for how many more requests. It is a hint from "
       "the days of HTTP/1.0; HTTP/1.1 keeps connections open without it.") },
  { "Max-Forwards", "RFC 9110, 7.6.2",
    N_("How many computers in between may still pass this TRACE or OPTIONS on. Each counts it down; the one "
       "that finds 0 answers itself.") },
  { "Overwrite", "RFC 4918, 10.6",
    N_("Of WebDAV: whether COPY or MOVE may replace what is already at the destination: T yes, F no.") },
  { "Pragma", "RFC 9111, 5.4",
    N_("“no-cache” is the way of HTTP/1.0 to ask for a fresh answer. It is kept for very old caches; "
       "Cache-Control has taken its place.") },
  { "Prefer", "RFC 7240, 2",
    N_("A wish how the request should be carried out, for example “return=minimal” for a short answer. The "
       "server may ignore it; what it did is said in Preference-Applied.") },
  { "Priority", "RFC 9218, 5",
    N_("How urgent this answer is beside others on the same connection. u goes from 0 (most urgent) to 7, and "
       "is 3 if not given; i means that it is useful bit by bit. It matters in HTTP/2 and HTTP/3.") },
  { "Proxy-Authorization", "RFC 9110, 11.7.2",
    N_("Shows a proxy who the client is, as Authorization does for a server. It is meant for the next proxy "
       "only and goes no further.") },
  { "Proxy-Connection", "RFC 9112, C.2.2",
    N_("A header that should never have been: old clients sent it instead of Connection when they spoke to a "
       "proxy. It has no meaning in the standard.") },
  { "Range", "RFC 9110, 14.2",
    N_("Asks for a part of the file only, counted in bytes from 0. Players use it to jump, downloads to resume. "
       "The answer is 206 with the part, 200 with everything if the server does not do parts, or 416 if there "
       "is no such part.") },
  { "Referer", "RFC 9110, 10.1.3",
    N_("The page on which the link was followed, or which needs this picture or script. The name is a spelling "
       "mistake of 1995 that stayed. It can betray private addresses, so browsers shorten or leave it out.") },
  { "TE", "RFC 9110, 10.1.4",
    N_("Which ways of transfer the client accepts beside “chunked”; “trailers” means that it takes header "
       "fields after the body. It goes no further than the next computer.") },
  { "Traceparent", "W3C Trace Context",
    N_("The number of a larger task to which this request belongs, so that its steps can be followed through "
       "several servers.") },
  { "Translate", NULL,
    N_("Microsoft’s addition to WebDAV: “f” asks for the source of the file, not for what a program would make "
       "of it.") },
  { "Upgrade", "RFC 9110, 7.8",
    N_("Offers to go on in another protocol on this connection, such as “websocket”. If the server agrees, it "
       "answers 101; if not, it simply answers in HTTP/1.1. Connection must say “Upgrade” too.") },
  { "User-Agent", "RFC 9110, 10.1.5",
    N_("Which program asks, and its version. Browsers name older ones (“Mozilla”, “Gecko”) so that old pages do "
       "not turn them away. Anybody can write anything here: do not trust it.") },
  { "Via", "RFC 9110, 7.6.3",
    N_("Which proxies the message went through, each with its version of HTTP. It helps to find loops and to "
       "see who changed something.") },
  { "Want-Digest", "RFC 3230, 4.3.1",
    N_("The client would like a checksum with the answer, of one of these kinds, to see whether the download is "
       "right. RFC 9530 has replaced it by Want-Repr-Digest.") },
  { "Want-Repr-Digest", "RFC 9530, 4",
    N_("The client would like a checksum of the whole file with the answer, of one of these kinds; 10 is most "
       "wanted, 0 not at all.") },
  { "X-Forwarded-For", NULL,
    N_("Written by a proxy: the address of the client, and of the proxies after it. It is older than Forwarded "
       "and more common. Anybody can write it: believe it only if it comes from your own proxy.") },
  { "X-Forwarded-Host", NULL,
    N_("Written by a proxy: the name in the Host header that the client sent, before the proxy changed it.") },
  { "X-Forwarded-Proto", NULL,
    N_("Written by a proxy: whether the client came by http or https, since the way from the proxy to the "
       "server may be another.") },
  { "X-Real-IP", NULL,
    N_("Written by a proxy: the address of the client. It is nginx’s custom; anybody can write it, so believe "
       "it only from your own proxy.") },
  { "X-Request-ID", NULL,
    N_("A number made up for this request, so that it can be found again in the logs of all computers that had "
       "to do with it. No standard defines it.") },
  { "X-Requested-With", NULL,
    N_("“XMLHttpRequest” says that a script on the page asks, not a click on a link. It is a custom of "
       "JavaScript libraries; no standard defines it.") },
  { NULL },
};
