/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain-private.h"

#include <glib/gi18n-lib.h>

/* Fields that only browsers use: asking other sites, hints about themselves, WebSocket. */
const LanWebExplanation lan_web_browser_fields[] = {
  { "Accept-CH", "RFC 8942, 3.1",
    N_("The server would like to know these things about the browser, and asks for them in Sec-CH- headers of "
       "further requests.") },
  { "Access-Control-Allow-Credentials", "Fetch Standard",
    N_("“true”: a page of another site may send cookies or a login with its request, and read the answer. The "
       "origin must then be named; a star does not do.") },
  { "Access-Control-Allow-Headers", "Fetch Standard",
    N_("Which unusual headers a page of another site may send here.") },
  { "Access-Control-Allow-Methods", "Fetch Standard",
    N_("Which methods a page of another site may use here, beside GET, HEAD and POST.") },
  { "Access-Control-Allow-Origin", "Fetch Standard",
    N_("Pages of which other site may read this answer; a star means all. Without it the browser hides the "
       "answer from their scripts, although it has arrived. It protects readers; it is no lock on the server.") },
  { "Access-Control-Allow-Private-Network", NULL,
    N_("A computer in the local network agrees that a public page talks to it.") },
  { "Access-Control-Expose-Headers", "Fetch Standard",
    N_("Which headers of the answer the scripts of another site may see; without it only a few.") },
  { "Access-Control-Max-Age", "Fetch Standard",
    N_("For how many seconds the browser need not ask again with OPTIONS before such a request.") },
  { "Access-Control-Request-Headers", "Fetch Standard",
    N_("Which unusual headers a page of another site would like to send. The browser asks with OPTIONS before "
       "the real request (“preflight”).") },
  { "Access-Control-Request-Method", "Fetch Standard",
    N_("Which method a page of another site would like to use. The browser asks with OPTIONS before the real "
       "request (“preflight”); the server answers in Access-Control-Allow-Methods.") },
  { "Access-Control-Request-Private-Network", NULL,
    N_("A public page would like to talk to a computer in the local network; the browser asks first whether "
       "that is wanted.") },
  { "Alt-Used", "RFC 7838, 5",
    N_("Which of the other places named in Alt-Svc the browser has come to.") },
  { "Attribution-Reporting-Eligible", NULL,
    N_("The browser would let this answer take part in measuring whether an advertisement worked.") },
  { "Available-Dictionary", "RFC 9842, 2.2",
    N_("The browser still has an earlier file, named here by its checksum; the server may send only what "
       "differs from it.") },
  { "Device-Memory", "W3C Device Memory",
    N_("About how many GiB of memory the device has, rounded so that it betrays little.") },
  { "Dictionary-ID", "RFC 9842, 2.3",
    N_("The name that the server gave to the dictionary in Available-Dictionary.") },
  { "DNT", "W3C Tracking Preference Expression",
    N_("“1”: please do not track me. Few servers ever obeyed, and nothing makes them; browsers are giving it "
       "up.") },
  { "Downlink", "WICG Network Information API",
    N_("About how many megabits a second the browser’s connection manages.") },
  { "DPR", "W3C Responsive Image Client Hints",
    N_("How many pixels of the screen make one pixel of the page: 2 on a sharp screen. The server can send the "
       "fitting picture.") },
  { "Early-Data", "RFC 8470, 5.1",
    N_("“1”: this came before the encrypted connection was complete, so somebody may have copied and sent it "
       "again. The server may answer 425.") },
  { "ECT", "WICG Network Information API",
    N_("How fast the browser’s connection feels: slow-2g, 2g, 3g or 4g, where 4g is the best.") },
  { "Last-Event-ID", "HTML Standard",
    N_("The page listens to messages of the server and was cut off; this is the last one it got, so that the "
       "server can go on from there.") },
  { "Origin", "RFC 6454, 7",
    N_("From which site (scheme, name, port) the request was started, without the path. Browsers send it with "
       "POST and with requests to other sites, and pages cannot forge it. “null”: the browser does not want to "
       "say.") },
  { "Ping-From", "HTML Standard",
    N_("A link with “ping” was followed, to count clicks: this is the page it was on.") },
  { "Ping-To", "HTML Standard",
    N_("A link with “ping” was followed, to count clicks: this is where it led.") },
  { "Purpose", NULL,
    N_("“prefetch”: the browser fetches it in advance; perhaps nobody will look at it. Sec-Purpose is the form "
       "of today.") },
  { "RTT", "WICG Network Information API",
    N_("About how many milliseconds it takes from the browser to a server and back.") },
  { "Save-Data", "WICG Save Data API",
    N_("“on”: the reader wants to use little data; smaller pictures are welcome.") },
  { "Sec-Browsing-Topics", NULL,
    N_("Topics the browser believes its reader likes, for advertising.") },
  { "Sec-CH-Device-Memory", "W3C Device Memory",
    N_("About how many GiB of memory the device has, rounded so that it betrays little.") },
  { "Sec-CH-DPR", "W3C Responsive Image Client Hints",
    N_("How many pixels of the screen make one pixel of the page: 2 on a sharp screen.") },
  { "Sec-CH-Prefers-Color-Scheme", "W3C User Preference Media Features Client Hints",
    N_("Whether the reader prefers light or dark pages, so that the first picture is right.") },
  { "Sec-CH-Prefers-Reduced-Motion", "W3C User Preference Media Features Client Hints",
    N_("Whether the reader wants few moving things on the screen.") },
  { "Sec-CH-Prefers-Reduced-Transparency", "W3C User Preference Media Features Client Hints",
    N_("Whether the reader wants few things that shine through.") },
  { "Sec-CH-UA", "WICG User-Agent Client Hints",
    N_("The brand of the browser and its main version. One made-up brand is always among them, so that servers "
       "do not insist on a fixed list. It shall replace the long User-Agent.") },
  { "Sec-CH-UA-Arch", "WICG User-Agent Client Hints",
    N_("The kind of processor, such as x86 or arm. Sent only if the server asked in Accept-CH.") },
  { "Sec-CH-UA-Bitness", "WICG User-Agent Client Hints",
    N_("How many bits the processor works with, usually 64. Sent only if the server asked in Accept-CH.") },
  { "Sec-CH-UA-Form-Factors", "WICG User-Agent Client Hints",
    N_("What kind of device it is: desktop, tablet, mobile, car and so on.") },
  { "Sec-CH-UA-Full-Version", "WICG User-Agent Client Hints",
    N_("The exact version of the browser; an older form of Sec-CH-UA-Full-Version-List.") },
  { "Sec-CH-UA-Full-Version-List", "WICG User-Agent Client Hints",
    N_("The brand of the browser and its exact version. Sent only if the server asked in Accept-CH.") },
  { "Sec-CH-UA-Mobile", "WICG User-Agent Client Hints",
    N_("Whether a page for small screens is wanted: ?1 yes, ?0 no.") },
  { "Sec-CH-UA-Model", "WICG User-Agent Client Hints",
    N_("The model of the device. Sent only if the server asked in Accept-CH.") },
  { "Sec-CH-UA-Platform", "WICG User-Agent Client Hints",
    N_("The operating system the browser runs on.") },
  { "Sec-CH-UA-Platform-Version", "WICG User-Agent Client Hints",
    N_("The version of the operating system. Sent only if the server asked in Accept-CH.") },
  { "Sec-CH-UA-WoW64", "WICG User-Agent Client Hints",
    N_("Whether a 32-bit browser runs on a 64-bit Windows.") },
  { "Sec-CH-Viewport-Width", "W3C Responsive Image Client Hints",
    N_("How wide the window is, in pixels of the page.") },
  { "Sec-CH-Width", "W3C Responsive Image Client Hints",
    N_("How wide the picture will be on the screen, in its pixels.") },
  { "Sec-Fetch-Dest", "W3C Fetch Metadata, 2.1",
    N_("What the browser will use the answer for: a page (document), a picture (image), a script, a style; "
       "“empty” if a script of the page asked. Pages cannot forge headers that begin with Sec-.") },
  { "Sec-Fetch-Mode", "W3C Fetch Metadata, 2.2",
    N_("How the browser asks: navigate (somebody opens a page), no-cors (a picture or script in it), cors (a "
       "script asks another site), same-origin, websocket.") },
  { "Sec-Fetch-Site", "W3C Fetch Metadata, 2.3",
    N_("Where the request was started: same-origin (this site itself), same-site (a sister), cross-site "
       "(somebody else’s page), none (the reader: an address typed or a bookmark). A server can refuse what "
       "strangers start.") },
  { "Sec-Fetch-Storage-Access", NULL,
    N_("Whether the request may carry this site’s cookies although it was started inside a page of another "
       "site.") },
  { "Sec-Fetch-User", "W3C Fetch Metadata, 2.4",
    N_("“?1”: somebody really clicked or typed; the page did not go on by itself.") },
  { "Sec-GPC", "W3C Global Privacy Control",
    N_("“1”: the reader does not want data about them sold or shared. In some places the law makes servers "
       "obey.") },
  { "Sec-Purpose", "Fetch Standard",
    N_("“prefetch”: the browser fetches it in advance; perhaps nobody will look at it.") },
  { "Sec-Speculation-Tags", NULL,
    N_("Why the browser fetches this page before it was asked for.") },
  { "Sec-WebSocket-Accept", "RFC 6455, 11.3.3",
    N_("The server’s proof that it understood the request for a WebSocket: computed from the key the client "
       "sent.") },
  { "Sec-WebSocket-Extensions", "RFC 6455, 11.3.2",
    N_("Additions to the WebSocket that the client offers or the server accepts, such as compression.") },
  { "Sec-WebSocket-Key", "RFC 6455, 11.3.1",
    N_("Random letters; the server must compute its answer from them. It shows that a WebSocket was really "
       "meant. It is no secret and protects nothing.") },
  { "Sec-WebSocket-Protocol", "RFC 6455, 11.3.4",
    N_("What the two want to talk about on the WebSocket: the client offers names, the server picks one.") },
  { "Sec-WebSocket-Version", "RFC 6455, 11.3.5",
    N_("The version of the WebSocket protocol: always 13.") },
  { "Service-Worker", "W3C Service Workers",
    N_("“script”: the browser fetches the script of a service worker, which will then stand between this site "
       "and the network.") },
  { "Service-Worker-Navigation-Preload", "W3C Service Workers",
    N_("The browser asks for the page already while the service worker wakes up.") },
  { "Upgrade-Insecure-Requests", "W3C Upgrade Insecure Requests",
    N_("“1”: the browser would rather have the page by https; the server may redirect it there. It changes "
       "nothing by itself.") },
  { "Viewport-Width", "W3C Responsive Image Client Hints",
    N_("How wide the window is, in pixels of the page; an older form of Sec-CH-Viewport-Width.") },
  { "Width", "W3C Responsive Image Client Hints",
    N_("How wide the picture will be on the screen, in its pixels; an older form of Sec-CH-Width.") },
  { "X-Client-Data", NULL,
    N_("Chrome tells Google’s servers which experiments are switched on in it. Other sites do not get it.") },
  { NULL },
};
