/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain-private.h"

#include <glib/gi18n-lib.h>

/* Fields of responses, and those that describe a content. */
const LanWebExplanation lan_web_response_fields[] = {
  { "Accept-Patch", "RFC 5789, 3.1",
    N_("Which kinds of change descriptions this server takes with PATCH.") },
  { "Accept-Ranges", "RFC 9110, 14.3",
    N_("“bytes”: parts of this file can be asked for with Range, so downloads can be resumed. “none”: only the "
       "whole.") },
  { "Age", "RFC 9111, 5.1",
    N_("How many seconds ago a cache got this answer from the server, or asked whether it is still right. If it "
       "is there, the answer came from a cache.") },
  { "Allow", "RFC 9110, 10.2.1",
    N_("Which methods are possible here. It must be in every 405 answer, and is what OPTIONS asks for.") },
  { "Alt-Svc", "RFC 7838, 3",
    N_("The same site can also be had elsewhere or by another protocol, for example by HTTP/3 (“h3”). The "
       "browser may use that next time.") },
  { "Authentication-Info", "RFC 9110, 11.6.3",
    N_("What a server has to add after somebody has shown who they are, for example its own proof, or what to "
       "use next time.") },
  { "Cache-Control", "RFC 9111, 5.2",
    N_("Rules for those who keep copies. In a response: how long a copy may be used (max-age), whether to ask "
       "first (no-cache), or not to keep any (no-store). In a request: how fresh the answer must be. no-cache "
       "does not mean “do not keep”.") },
  { "Cache-Status", "RFC 9211, 2",
    N_("What each cache on the way did with the request: found a copy (hit), or passed it on (fwd) and why.") },
  { "CDN-Cache-Control", "RFC 9213, 3",
    N_("Cache-Control for the caches of a content delivery network only; browsers do not look at it.") },
  { "Clear-Site-Data", "W3C Clear Site Data",
    N_("Tells the browser to forget what it keeps of this site, such as cookies or copies; used when somebody "
       "logs out.") },
  { "Content-Digest", "RFC 9530, 2",
    N_("A checksum of exactly the content in this message. If it does not match, something was lost or changed "
       "on the way.") },
  { "Content-Disposition", "RFC 6266, 4",
    N_("Whether the content is to be shown (inline) or saved as a file (attachment), and under which name. In "
       "forms it names the part. Never use such a name as a path without looking at it.") },
  { "Content-Encoding", "RFC 9110, 8.4",
    N_("The content was compressed in this way and must be unpacked before use; the type in Content-Type is "
       "that of what is inside. If it says gzip and the bytes are not gzip, the receiver cannot read them: a "
       "program must really compress, not only say so.") },
  { "Content-Language", "RFC 9110, 8.5",
    N_("For readers of which language the content is meant. It does not say in which language a program must "
       "read it.") },
  { "Content-Length", "RFC 9110, 8.6",
    N_("How many bytes the body has; the receiver counts them to know where it ends. With a compressed body it "
       "is the compressed size. In an answer to HEAD it is what GET would have sent.") },
  { "Content-Location", "RFC 9110, 8.7",
    N_("An address of exactly what was sent here, where the asked one can give different things, by language "
       "for example.") },
  { "Content-MD5", "RFC 2616, 14.15",
    N_("A checksum of the content, of a kind that is no longer safe. It was taken out of HTTP in 2014; "
       "Content-Digest is the one of today.") },
  { "Content-Range", "RFC 9110, 14.4",
    N_("Which part this is: first and last byte, counted from 0, and the size of the whole. In a 416 answer "
       "there is a star and only the size.") },
  { "Content-Security-Policy", "W3C Content Security Policy Level 3",
    N_("What this page may load and run, and from where. It is a second wall: if somebody sneaks a script into "
       "the page, the browser does not run it.") },
  { "Content-Security-Policy-Report-Only", "W3C Content Security Policy Level 3",
    N_("A policy to try out: the browser only reports what it would have stopped.") },
  { "Content-Type", "RFC 9110, 8.3",
    N_("What the body is: text/html is a web page, image/png a picture, application/json data. “charset” says "
       "how its letters are written as bytes, usually utf-8. “boundary” is the line that divides the parts of a "
       "form.") },
  { "Cross-Origin-Embedder-Policy", "HTML Standard",
    N_("This page loads from other sites only what has agreed to it. Needed for some powerful functions of the "
       "browser.") },
  { "Cross-Origin-Opener-Policy", "HTML Standard",
    N_("Whether pages of other sites that open this one in a window can still reach into it.") },
  { "Cross-Origin-Resource-Policy", "Fetch Standard",
    N_("Which sites may embed this file: only the same origin, the same site, or all.") },
  { "Date", "RFC 9110, 6.6.1",
    N_("When the message was made, always in Greenwich time (GMT), not in yours. Caches count from it.") },
  { "DAV", "RFC 4918, 10.1",
    N_("This server does WebDAV, of these classes, so that its folders can be used like a disk.") },
  { "Digest", "RFC 3230, 4.3.2",
    N_("A checksum of the whole file, to see whether a download is right. RFC 9530 has replaced it by "
       "Repr-Digest.") },
  { "ETag", "RFC 9110, 8.8.3",
    N_("A tag for this version of the content. If anything changes, so does the tag. The client gives it back "
       "in If-None-Match to ask whether its copy is still right. W/ in front means: the same in meaning, "
       "perhaps not in each byte.") },
  { "Expires", "RFC 9111, 5.3",
    N_("Until when a copy may be used without asking. If Cache-Control has a max-age, that counts instead. A "
       "time in the past, or 0, means: at once out of date.") },
  { "Last-Modified", "RFC 9110, 8.8.2",
    N_("When the content was last changed. The client gives it back in If-Modified-Since to ask whether its "
       "copy is still right.") },
  { "Link", "RFC 8288, 3",
    N_("Points to something related: the next page, a style sheet to load early, the same in another form.") },
  { "Location", "RFC 9110, 10.2.2",
    N_("With 301, 302, 303, 307 and 308: go there instead. With 201: there is what was made.") },
  { "NEL", "W3C Network Error Logging",
    N_("Asks the browser to report when it could not reach this site.") },
  { "Permissions-Policy", "W3C Permissions Policy",
    N_("Which functions of the browser this page, and the pages it embeds, may use: camera, microphone, "
       "position and others.") },
  { "Preference-Applied", "RFC 7240, 3",
    N_("Which of the wishes in Prefer the server has followed.") },
  { "Proxy-Authenticate", "RFC 9110, 11.7.1",
    N_("Goes with 407: the proxy wants to know who asks, and says in which ways that can be shown.") },
  { "Proxy-Authentication-Info", "RFC 9110, 11.7.3",
    N_("What a proxy has to add after somebody has shown who they are.") },
  { "Proxy-Status", "RFC 9209, 2",
    N_("What proxies on the way say about the answer, above all what went wrong.") },
  { "Referrer-Policy", "W3C Referrer Policy",
    N_("How much of this page’s address the browser tells to others in Referer when a link is followed from "
       "here.") },
  { "Refresh", "HTML Standard",
    N_("After so many seconds load this page again, or another one. A redirect with Location is the better way.") },
  { "Report-To", "W3C Reporting API",
    N_("Where the browser may send reports of problems; an older form of Reporting-Endpoints.") },
  { "Reporting-Endpoints", "W3C Reporting API",
    N_("Where the browser may send reports of problems on this page.") },
  { "Repr-Digest", "RFC 9530, 3",
    N_("A checksum of the whole file as it is meant, even if only a part of it was sent.") },
  { "Retry-After", "RFC 9110, 10.2.3",
    N_("How long to wait before trying again: in seconds, or until a time. It goes with 503, 429 and redirects.") },
  { "Server", "RFC 9110, 10.2.4",
    N_("The program that answers, and perhaps its version. Details here also help attackers, so many servers "
       "say little.") },
  { "Server-Timing", "W3C Server Timing",
    N_("How long the server’s steps took, in milliseconds; the browser’s developer tools show it.") },
  { "Service-Worker-Allowed", "W3C Service Workers",
    N_("How much of the site a service worker (a script between page and network) may look after.") },
  { "Set-Cookie", "RFC 6265, 4.1",
    N_("Asks the browser to remember this and to give it back with each further request. Secure: over https "
       "only. HttpOnly: not for scripts. SameSite: not for requests that other sites start. Max-Age or Expires: "
       "how long.") },
  { "SourceMap", "ECMA-426",
    N_("Where the original source text of this script or style lies; developer tools use it.") },
  { "Strict-Transport-Security", "RFC 6797, 6.1",
    N_("For so many seconds the browser is to open this site by https only. It counts only if it came by https "
       "itself.") },
  { "Sunset", "RFC 8594, 3",
    N_("This address will probably stop working at that time.") },
  { "Timing-Allow-Origin", "W3C Resource Timing",
    N_("Which other sites may see how long it took to load this.") },
  { "Trailer", "RFC 9110, 6.6.2",
    N_("Which fields will follow after the body, because they are known only then, such as a checksum.") },
  { "Transfer-Encoding", "RFC 9112, 6.1",
    N_("“chunked”: the body comes in pieces, each with its size in front, because the whole length is not known "
       "yet. A piece of size 0 is the end. It concerns this connection only, not the content. Together with "
       "Content-Length it is dangerous.") },
  { "Use-As-Dictionary", "RFC 9842, 2.1",
    N_("The browser may keep this file as a dictionary with which later answers are compressed better.") },
  { "Vary", "RFC 9110, 12.5.5",
    N_("Which request headers decided what was sent. A cache must keep one copy for each of their values, so "
       "that nobody gets a language or compression meant for another. “*”: anything may have decided.") },
  { "Warning", "RFC 9111, 5.5",
    N_("Once told that a cache’s answer may be out of date. It is no longer used.") },
  { "WWW-Authenticate", "RFC 9110, 11.6.1",
    N_("Goes with 401: the server wants to know who asks, and says in which ways that can be shown. “Basic” "
       "makes the browser ask for name and password; realm is the name of the area.") },
  { "X-Content-Type-Options", "Fetch Standard",
    N_("“nosniff”: the browser must believe Content-Type and not guess from the bytes. So an uploaded picture "
       "cannot turn out to be a script.") },
  { "X-Frame-Options", "HTML Standard",
    N_("Whether other pages may show this one in a frame. It protects against pages that put invisible buttons "
       "over yours.") },
  { "X-Powered-By", NULL,
    N_("With what the site was made. It serves nobody but attackers, and is better left out.") },
  { "X-XSS-Protection", NULL,
    N_("Switched a filter of old browsers on or off. Browsers no longer have it; Content-Security-Policy does "
       "better.") },
  { NULL },
};
