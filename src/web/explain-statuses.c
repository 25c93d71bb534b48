/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain-private.h"

#include <glib/gi18n-lib.h>

/* Each status code, and the class for those that are not here. */
const LanWebExplanation lan_web_statuses[] = {
  { "1xx", "RFC 9110, 15.2",
    N_("Interim. The request arrived and the real answer is still to come, on the same connection. It is "
       "neither success nor failure. HTTP/1.0 knows none of these.") },
  { "2xx", "RFC 9110, 15.3",
    N_("Success. The request was received, understood and accepted.") },
  { "3xx", "RFC 9110, 15.4",
    N_("Something more is needed, mostly asking at the address in Location. 304 is different: the client uses "
       "the copy it has.") },
  { "4xx", "RFC 9110, 15.5",
    N_("The server thinks that the client made a mistake. The same request would fail again.") },
  { "5xx", "RFC 9110, 15.6",
    N_("The server failed, although the request may be right.") },
  { "100", "RFC 9110, 15.2.1",
    N_("The beginning is fine: send the body now. The client had asked with “Expect: 100-continue”. The real "
       "answer follows when the body is there.") },
  { "101", "RFC 9110, 15.2.2",
    N_("Agreed: from here on this connection speaks the protocol named in Upgrade, for example WebSocket, and "
       "no longer HTTP.") },
  { "102", "RFC 2518, 10.1",
    N_("WebDAV: it takes a while, please wait. Hardly used any more.") },
  { "103", "RFC 8297, 2",
    N_("A hint before the answer: these files (Link) will probably be needed, so begin to load them.") },
  { "200", "RFC 9110, 15.3.1",
    N_("All went well, and here is what was asked for.") },
  { "201", "RFC 9110, 15.3.2",
    N_("Something new was made, for example a file by PUT or an upload. Location says where it is, if it is not "
       "the address that was asked.") },
  { "202", "RFC 9110, 15.3.3",
    N_("The task was taken, but is not done yet. Whether it will succeed nobody knows now.") },
  { "203", "RFC 9110, 15.3.4",
    N_("It went well, but a proxy on the way changed the content.") },
  { "204", "RFC 9110, 15.3.5",
    N_("It went well, and there is nothing to send back. There is no body; a browser stays on the page it "
       "shows.") },
  { "205", "RFC 9110, 15.3.6",
    N_("It went well: empty the form, so that the next one can be filled in. There is no content.") },
  { "206", "RFC 9110, 15.3.7",
    N_("Here is the part that was asked for with Range, not the whole. Content-Range says which part.") },
  { "207", "RFC 4918, 11.1",
    N_("WebDAV: several things were done, and each has a status of its own in the body.") },
  { "208", "RFC 5842, 7.1",
    N_("WebDAV, within a 207: this folder was already listed above.") },
  { "226", "RFC 3229, 10.4.1",
    N_("The server sent only what changed since the client’s copy. Hardly used.") },
  { "300", "RFC 9110, 15.4.1",
    N_("There are several versions; the client, or the reader, should choose one.") },
  { "301", "RFC 9110, 15.4.2",
    N_("It has moved for good, to the address in Location; links should be changed. Clients may turn a POST "
       "into a GET on the way; 308 forbids that.") },
  { "302", "RFC 9110, 15.4.3",
    N_("For now it is at the address in Location; ask here again next time. Clients may turn a POST into a GET "
       "on the way; 307 forbids that.") },
  { "303", "RFC 9110, 15.4.4",
    N_("The answer is at the address in Location: fetch it there with GET. It is usual after a form was sent, "
       "so that loading the page again does not send the form twice.") },
  { "304", "RFC 9110, 15.4.5",
    N_("The client’s copy is still right: nothing is sent again, there is no body. The client had asked with "
       "If-None-Match or If-Modified-Since.") },
  { "305", "RFC 9110, 15.4.6",
    N_("Once: use the proxy named here. It was dangerous, as anybody could send you through their proxy, and is "
       "no longer used.") },
  { "306", "RFC 9110, 15.4.7",
    N_("Was used in a draft, means nothing now and stays reserved.") },
  { "307", "RFC 9110, 15.4.8",
    N_("For now it is at the address in Location. Ask there with the same method and the same body.") },
  { "308", "RFC 9110, 15.4.9",
    N_("It has moved for good, to the address in Location. Ask there with the same method and the same body.") },
  { "400", "RFC 9110, 15.5.1",
    N_("The server does not understand the request: it is written wrongly, or it looks dangerous.") },
  { "401", "RFC 9110, 15.5.2",
    N_("Not authenticated: the server does not know who asks, or does not believe it. WWW-Authenticate says how "
       "to show it; a browser then asks for a password. It is called “Unauthorized”, but “known and not "
       "allowed” is 403.") },
  { "402", "RFC 9110, 15.5.3",
    N_("Reserved for paying; there is no common way to do that. Some services use it when an account has run "
       "out.") },
  { "403", "RFC 9110, 15.5.4",
    N_("Not allowed: the server understood, and refuses, whoever asks. Another password does not help unless it "
       "belongs to somebody with more rights. A server that hides things answers 404 instead.") },
  { "404", "RFC 9110, 15.5.5",
    N_("There is nothing at this address, or the server does not want to say that there is. Perhaps a typing "
       "error; whether it is for ever nobody says.") },
  { "405", "RFC 9110, 15.5.6",
    N_("The address exists, but not for this method. Allow says which ones it takes.") },
  { "406", "RFC 9110, 15.5.7",
    N_("There is no version that fits what the client can use (Accept, Accept-Language, Accept-Encoding). Most "
       "servers send what they have instead.") },
  { "407", "RFC 9110, 15.5.8",
    N_("Like 401, but it is the proxy that wants to know who asks.") },
  { "408", "RFC 9110, 15.5.9",
    N_("The request did not arrive completely in time, and the server does not wait any longer. The client may "
       "send it again.") },
  { "409", "RFC 9110, 15.5.10",
    N_("It contradicts how things are now, for example because somebody else changed them. Look, and try again.") },
  { "410", "RFC 9110, 15.5.11",
    N_("It was here, and is gone for good: links to it should be taken out.") },
  { "411", "RFC 9110, 15.5.12",
    N_("The server wants to know in advance how long the body is: send Content-Length.") },
  { "412", "RFC 9110, 15.5.13",
    N_("A condition of the client (If-Match, If-Unmodified-Since, If-None-Match) does not hold, so nothing was "
       "done. Mostly somebody else was faster.") },
  { "413", "RFC 9110, 15.5.14",
    N_("The body is larger than the server takes.") },
  { "414", "RFC 9110, 15.5.15",
    N_("The address is longer than the server reads. Often a form was sent with GET that should use POST, or a "
       "redirect runs in circles.") },
  { "415", "RFC 9110, 15.5.16",
    N_("The server does not take content of this type or compression.") },
  { "416", "RFC 9110, 15.5.17",
    N_("There is no such part: Range begins behind the end. Content-Range says how long the whole is.") },
  { "417", "RFC 9110, 15.5.18",
    N_("The server cannot do what Expect demands.") },
  { "418", "RFC 9110, 15.5.19",
    N_("“I’m a teapot”: from a joke of 1998. Reserved, so that it never means anything else.") },
  { "421", "RFC 9110, 15.5.20",
    N_("The request reached a server that does not answer for this name. The client may try again on another "
       "connection.") },
  { "422", "RFC 9110, 15.5.21",
    N_("Type and form of the content are right, but what it says cannot be done; a wrong value in a form, for "
       "example.") },
  { "423", "RFC 4918, 11.3",
    N_("WebDAV: somebody has locked it.") },
  { "424", "RFC 4918, 11.4",
    N_("WebDAV: not done, because something it depends on was not done.") },
  { "425", "RFC 8470, 5.2",
    N_("The request came before the encrypted connection was complete and could be a copy: send it again "
       "afterwards.") },
  { "426", "RFC 9110, 15.5.22",
    N_("The server answers only in another protocol, which it names in Upgrade.") },
  { "428", "RFC 6585, 3",
    N_("Say on which version your change is based (If-Match), so that nobody is overwritten by accident.") },
  { "429", "RFC 6585, 4",
    N_("Too many requests in a short time. Retry-After may say how long to wait.") },
  { "431", "RFC 6585, 5",
    N_("The header, or one field of it, is too large. Often cookies have piled up.") },
  { "451", "RFC 7725, 3",
    N_("Not to be had for legal reasons, for example by order of a court.") },
  { "500", "RFC 9110, 15.6.1",
    N_("Something went wrong inside the server, and it does not say what. The client can do nothing but try "
       "later; whoever runs the server finds the reason in its log.") },
  { "501", "RFC 9110, 15.6.2",
    N_("The server does not know this method at all. (If it knows it, but not for this address, it answers "
       "405.)") },
  { "502", "RFC 9110, 15.6.3",
    N_("A server in between asked another one and got no proper answer.") },
  { "503", "RFC 9110, 15.6.4",
    N_("Not now: too much to do, or being repaired. Retry-After may say when to come again.") },
  { "504", "RFC 9110, 15.6.5",
    N_("A server in between asked another one and waited too long for its answer.") },
  { "505", "RFC 9110, 15.6.6",
    N_("The server does not speak this version of HTTP.") },
  { "506", "RFC 2295, 8.1",
    N_("The server is set up wrongly: choosing a version led back to choosing.") },
  { "507", "RFC 4918, 11.5",
    N_("WebDAV: there is no space left to keep it.") },
  { "508", "RFC 5842, 7.2",
    N_("WebDAV: folders that contain each other made an endless loop.") },
  { "510", "RFC 2774, 7",
    N_("An extension of HTTP is missing in the request. Not used any more.") },
  { "511", "RFC 6585, 6",
    N_("The network, not the server, wants a login first, as in a hotel. Programs must not take this page for "
       "the answer of the server.") },
  { NULL },
};
