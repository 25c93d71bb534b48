/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain-private.h"

#include <glib/gi18n-lib.h>

const LanWebExplanation lan_web_methods[] = {
  { "GET", "RFC 9110, 9.3.1",
    N_("Asks for what is at this address. It only reads: asking twice does no harm, and caches may keep the "
       "answer. What a form adds stands in the address, where everybody can see it.") },
  { "HEAD", "RFC 9110, 9.3.2",
    N_("Like GET, but only the header of the answer is sent, no body. So a client learns size, type and age "
       "without loading.") },
  { "POST", "RFC 9110, 9.3.3",
    N_("Sends data, in the body, and gets a result: a form, an upload, an order. It may change something, and "
       "sending it twice may do it twice; so browsers ask before they repeat it.") },
  { "PUT", "RFC 9110, 9.3.4",
    N_("Puts the body at this address: the file is made, or replaced as a whole. Doing it twice leaves the same "
       "as doing it once.") },
  { "DELETE", "RFC 9110, 9.3.5",
    N_("Removes what is at this address. Doing it twice leaves the same as doing it once, though the second "
       "answer may be 404.") },
  { "CONNECT", "RFC 9110, 9.3.6",
    N_("Asks a proxy for a tunnel to another computer; after a 2xx answer bytes go through both ways. Browsers "
       "reach https sites through proxies like this. A web server itself has no use for it.") },
  { "OPTIONS", "RFC 9110, 9.3.7",
    N_("Asks what is possible here: the answer names the methods in Allow. It does not ask about speed or "
       "performance. Browsers use it to ask whether a page may call another site.") },
  { "TRACE", "RFC 9110, 9.3.8",
    N_("For testing: the server sends the request back as it arrived, so that one sees what proxies changed on "
       "the way. Secrets in it would come back too, so most servers switch it off.") },
  { "PATCH", "RFC 5789, 2",
    N_("Changes part of what is at this address; the body says what to change. Unlike PUT, doing it twice may "
       "change it twice.") },
  { "PROPFIND", "RFC 4918, 9.1",
    N_("WebDAV: asks for the properties of a file, or lists a folder.") },
  { "MKCOL", "RFC 4918, 9.3",
    N_("WebDAV: makes a folder.") },
  { "COPY", "RFC 4918, 9.8",
    N_("WebDAV: copies to the address in Destination.") },
  { "MOVE", "RFC 4918, 9.9",
    N_("WebDAV: moves to the address in Destination.") },
  { "PRI", "RFC 9113, 3.4",
    N_("Not a real method: a client speaks HTTP/2 to a server that it believes to know it.") },
  { NULL },
};

/* The name of a part is lan_http_part_describe(). */
const LanWebExplanation lan_web_parts[LAN_HTTP_PART_JUNK + 1] = {
  [LAN_HTTP_PART_METHOD] = { NULL, "RFC 9110, 9.1",
    N_("What the client wants done: GET fetches, POST sends data, HEAD asks for the header only. Large and "
       "small letters differ.") },
  [LAN_HTTP_PART_TARGET] = { NULL, "RFC 9112, 3.2",
    N_("With what it is to be done: the path on this server and, after “?”, the query. Proxies get the whole "
       "address, CONNECT a name and port, and OPTIONS may have “*” for the server itself. What follows “#” is "
       "never sent.") },
  [LAN_HTTP_PART_VERSION] = { NULL, "RFC 9112, 2.3",
    N_("Which HTTP the sender speaks. HTTP/1.1 keeps connections open and demands Host; HTTP/1.0 does neither. "
       "HTTP/2 and HTTP/3 say the same things in another form, which is not text.") },
  [LAN_HTTP_PART_STATUS] = { NULL, "RFC 9110, 15",
    N_("How it went, in three digits. The first gives the class: 1 interim, 2 success, 3 go elsewhere, 4 the "
       "client’s mistake, 5 the server’s. A client that does not know a code takes it for x00 of its class.") },
  [LAN_HTTP_PART_REASON] = { NULL, "RFC 9112, 4",
    N_("The status in words, for people. Programs must not read it; it may be any text, or be missing.") },
  [LAN_HTTP_PART_SPACE] = { NULL, "RFC 9112, 3",
    N_("One space between the parts of the first line, or around a value.") },
  [LAN_HTTP_PART_LINE_END] = { NULL, "RFC 9112, 2.2",
    N_("CR LF: two bytes, 13 and 10, end each line. LF alone is tolerated by many; CR alone is forbidden.") },
  [LAN_HTTP_PART_FIELD_NAME] = { NULL, "RFC 9110, 5.1",
    N_("The name of a header field. Large and small letters are the same; there is no space before the colon.") },
  [LAN_HTTP_PART_COLON] = { NULL, "RFC 9112, 5",
    N_("Ends the name; the value follows. A space after it is usual and does not count.") },
  [LAN_HTTP_PART_FIELD_VALUE] = { NULL, "RFC 9110, 5.5",
    N_("The value of a header field. Spaces around it do not count. What it means depends on the name.") },
  [LAN_HTTP_PART_EMPTY_LINE] = { NULL, "RFC 9112, 2.1",
    N_("The empty line ends the header. Without it the other side goes on waiting for more header lines. What "
       "follows is the body.") },
  [LAN_HTTP_PART_BODY] = { NULL, "RFC 9112, 6",
    N_("The data itself: a page, a picture, a form. It may be any bytes. Where it ends is said by "
       "Content-Length or by chunks; in a response also by the end of the connection.") },
  [LAN_HTTP_PART_CHUNK_HEAD] = { NULL, "RFC 9112, 7.1",
    N_("The size of the next chunk, as a hexadecimal number: 1a means 26 bytes. 0 is the end of the body. It is "
       "not part of the content.") },
  [LAN_HTTP_PART_CHUNK_DATA] = { NULL, "RFC 9112, 7.1",
    N_("A piece of the content, as long as the number before it says.") },
  [LAN_HTTP_PART_CHUNK_END] = { NULL, "RFC 9112, 7.1",
    N_("CR LF after a chunk. It belongs to the frame, not to the content.") },
  [LAN_HTTP_PART_TRAILER] = { NULL, "RFC 9112, 7.1.2",
    N_("A field after the last chunk, known only then. Fields that decide where a message ends must not be "
       "here.") },
  [LAN_HTTP_PART_JUNK] = { NULL, "RFC 9112, 2.2",
    N_("These bytes fit nowhere into the message. A strict server refuses them, because programs that read them "
       "in different ways can be played against each other.") },
};

/* Of these the name is translatable, too. */
const LanWebExplanation lan_web_topics[LAN_WEB_N_TOPICS] = {
  [LAN_WEB_TOPIC_HTTP] = { N_("HTTP"), "RFC 9110, 1.3",
    N_("HTTP is how programs fetch and send things on the web. It is an application protocol on top of TCP, "
       "which carries its bytes. A client sends a request, the server sends back a response; both begin as "
       "lines of text that you can read.") },
  [LAN_WEB_TOPIC_REQUEST] = { N_("Request"), "RFC 9112, 2.1",
    N_("A request has four parts: the request line says what is wanted, header lines describe it, an empty line "
       "ends them, and a body may follow with data.") },
  [LAN_WEB_TOPIC_RESPONSE] = { N_("Response"), "RFC 9112, 2.1",
    N_("A response has four parts: the status line says how it went, header lines describe what comes, an empty "
       "line ends them, and mostly a body follows: the page, the picture, the data.") },
  [LAN_WEB_TOPIC_STATELESS] = { N_("Stateless"), "RFC 9110, 3.3",
    N_("HTTP is stateless: each request can be understood by itself, and the server need not remember earlier "
       "ones. Whoever wants to be recognised sends along who they are each time, for example in a cookie.") },
  [LAN_WEB_TOPIC_PERSISTENT] = { N_("Persistent connection"), "RFC 9112, 9.3",
    N_("Since HTTP/1.1 a connection stays open after an answer and is used for the next request, which saves "
       "the time to open another. “Connection: close” ends it. In HTTP/1.0 each request had its own.") },
  [LAN_WEB_TOPIC_PIPELINING] = { N_("Pipelining"), "RFC 9112, 9.3.2",
    N_("The client sent further requests without waiting for the answers. The server answers them one after "
       "another, in the same order.") },
  [LAN_WEB_TOPIC_REQUEST_LINE] = { N_("Request line"), "RFC 9112, 3",
    N_("The first line of a request, with three parts and one space between them: the method (what to do), the "
       "target (with what) and the version of HTTP.") },
  [LAN_WEB_TOPIC_STATUS_LINE] = { N_("Status line"), "RFC 9112, 4",
    N_("The first line of a response: the version of HTTP, a number that says how it went, and the same in a "
       "few words.") },
  [LAN_WEB_TOPIC_HEADER] = { N_("Headers"), "RFC 9110, 6.3",
    N_("Lines of the form “Name: value” that describe the message: who, what kind, how long, how fresh. Names "
       "may be written large or small. Whoever does not know a name passes over it; so HTTP can grow.") },
  [LAN_WEB_TOPIC_TRAILER] = { N_("Trailer"), "RFC 9110, 6.5",
    N_("Fields that come after the body, in its chunked form, because they were not known before, such as a "
       "checksum.") },
  [LAN_WEB_TOPIC_CHUNKED] = { N_("Body in chunks"), "RFC 9112, 7.1",
    N_("The body comes in chunks: the size as a hexadecimal number on a line, then so many bytes, then the "
       "next. Size 0 is the end. So a server can begin to send before it knows how long the whole will be.") },
  [LAN_WEB_TOPIC_INTERIM] = { N_("Interim response"), "RFC 9110, 15.2",
    N_("A 1xx response comes before the real one, on the same connection, and says only that things go on. It "
       "has no body and is not yet the result.") },
};
