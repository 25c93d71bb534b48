#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive GTK 4 windows from outside, as a user does: own X display, bus, home and window manager.

    start [--wm WM] [--size WxH] [--animations] [--env K=V]… [-- APP ARG…]
                                  bring the desktop up (and the first app)
    app [--key KEY] [--own-bus] [--no-wait] -- APP ARG…   one more process on it (--own-bus: with a
                                  session bus of its own, so that two copies of an application can run)
    with [--wm WM] [--size WxH] -- CMD…          start, run CMD in its environment, stop
    run CMD…                                     run a command in the session's environment
    env                                          …or print that environment, for eval
    stop [KEY]                                   end everything (or that one app)

    tree [--all]                  accessible tree: role, name, text, states, screen rectangle; * = on screen
    windows                       X windows
    find NAME | state NAME | text NAME
    wait NAME [--gone]            until it is (not) on the screen
    expect REGEX [--app KEY]      until the app's stdout has a line that matches, after the last one expected

    click NAME [--button N] [--double] [--at X,Y]      hover NAME
    type TEXT | key KEY… | fill NAME TEXT              scroll NAME CLICKS (below 0: up)
    act NAME [ACTION]             AT-SPI action without the pointer
    drag NAME --to NAME           with the pointer, inside the windows
    drop FILE… --on NAME [--refused]   XDND from another process
    move TITLE X Y | resize TITLE W H | activate TITLE
    shot OUT.png [--window TITLE]

NAME is an accessible name (a glob if it holds * or ?), narrowed by --role ROLE, --win TITLE (only in
the window so titled), --under NAME (only below the thing so named) and --index N (0 is the first).
--timeout S (default 10).  State lies in $DRIVE_DIR (default: drive-UID in the temporary folder).
Needs: xvfb xdotool xclip imagemagick dbus at-spi2-core gir1.2-atspi-2.0 python3-gi python3-xlib and
a window manager: xfwm4 (the default where there is one, because it composites) or openbox.
"""
import argparse, ctypes, fnmatch, json, os, re, shlex, shutil, signal, socket, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))

BUS_CONF = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>{listen}</listen>
  {services}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
DROPPED_ENV = ("DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS XAUTHORITY AT_SPI_BUS_ADDRESS "
               "SESSION_MANAGER DESKTOP_STARTUP_ID XDG_ACTIVATION_TOKEN NO_AT_BRIDGE GTK_THEME "
               "XMODIFIERS GTK_MODULES GTK_DEBUG LANGUAGE").split()


_bus = None   # the session bus that this process's libatspi belongs to
_environ = dict(os.environ)           # what the driven programs get
os.environ.pop("G_DEBUG", None)       # fatal warnings are for them, not for libatspi in here


class DriveError(Exception):
    pass


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)   # PR_SET_PDEATHSIG


def vanished(e):
    return type(e).__name__ in ("GError", "Error") and type(e).__module__.startswith("gi")


def alive(pid):
    """Running, and not only a zombie that nobody has reaped."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def listens(path):
    """Whether somebody takes connections there: between bind() and listen() the file is there already."""
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(path)
        except OSError:
            return False
    return True


class Session:
    """One private desktop.  What it starts is remembered by process id, and only that is ended."""

    def __init__(self, folder=None, timeout=10.0, die_with_us=False):
        self.dir = folder or os.environ.get("DRIVE_DIR") or os.path.join(
            tempfile.gettempdir(), "drive-%d" % os.getuid())
        self.file = os.path.join(self.dir, "session.json")
        self.timeout = timeout
        self.die_with_us = die_with_us
        self.state = {"env": {}, "procs": [], "apps": {}, "seen": {}}
        self._x = self._atspi = None
        if os.path.exists(self.file):
            with open(self.file) as f:
                self.state = json.load(f)

    def wait_for(self, what, check, timeout=None, step=0.04):
        """Poll until check() is true and return that; a DriveError in it counts as «not yet»."""
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            why = ""
            try:
                v = check()
                if v:
                    return v
            except DriveError as e:
                why = ": %s" % e
            except Exception as e:   # an accessible, or a whole application, that went while we looked
                if not vanished(e):
                    raise
                why = ": %s" % e
            if time.monotonic() >= end:
                raise DriveError("timed out waiting for %s%s" % (what, why))
            time.sleep(step)

    # ---- processes ------------------------------------------------------------------------

    def save(self):
        with open(self.file + ".new", "w") as f:
            json.dump(self.state, f, indent=1)
        os.rename(self.file + ".new", self.file)

    def env(self):
        e = {k: v for k, v in _environ.items() if k not in DROPPED_ENV}
        e.update(self.state["env"], DRIVE_DIR=self.dir)
        return e

    def spawn(self, key, cmd, pass_fds=()):
        with open(os.path.join(self.dir, key + ".out"), "wb") as out, \
                open(os.path.join(self.dir, key + ".err"), "wb") as err:
            p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                 env=self.env(), pass_fds=pass_fds, start_new_session=True,
                                 preexec_fn=die_with_parent if self.die_with_us else None)
        self.state["procs"].append([key, p.pid])
        self.save()
        return p

    def log(self, key, kind="out"):
        try:
            with open(os.path.join(self.dir, "%s.%s" % (key, kind)), errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def start(self, wm="auto", size="1280x800", extra_env=None, animations=False):
        if any(alive(p) for _, p in self.state["procs"]):
            raise DriveError("a session is running in %s (stop it first)" % self.dir)
        if wm == "auto":
            wm = next((w for w in ("xfwm4", "openbox") if shutil.which(w)), "none")
        if os.path.exists(self.file):
            shutil.rmtree(self.dir)
        home, run = os.path.join(self.dir, "home"), os.path.join(self.dir, "run")
        for d in (self.dir, home, run, os.path.join(self.dir, "services"), home + "/.config",
                  home + "/.cache", home + "/.local/share"):
            os.makedirs(d, mode=0o700, exist_ok=True)
        self.state = {"procs": [], "apps": {}, "seen": {}, "env": {
            "HOME": home, "XDG_RUNTIME_DIR": run, "XDG_CONFIG_HOME": home + "/.config",
            "XDG_CACHE_HOME": home + "/.cache", "XDG_DATA_HOME": home + "/.local/share",
            "XDG_STATE_HOME": home + "/.local/state",
            "XDG_SESSION_TYPE": "x11", "XDG_CURRENT_DESKTOP": "drive",
            "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "LIBGL_ALWAYS_SOFTWARE": "1",
            "GTK_A11Y": "atspi", "GTK_USE_PORTAL": "0", "ADW_DISABLE_PORTAL": "1",
            "GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local",
            "GTK_IM_MODULE": "gtk-im-context-simple", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}}
        self.state["env"].update(extra_env or {})
        env = self.state["env"]
        # No settings daemon here: without this the font is not GNOME's, and animations only cost time.
        # (In a system folder, so that a program with another home reads it as well.)
        etc = os.path.join(self.dir, "etc")
        os.makedirs(etc + "/gtk-4.0")
        env["XDG_CONFIG_DIRS"] = etc + ":" + os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg")
        with open(etc + "/gtk-4.0/settings.ini", "w") as f:
            f.write("[Settings]\ngtk-enable-animations=%d\n" % animations)
            if shutil.which("fc-list") and subprocess.run(["fc-list", "-q", "Cantarell"]).returncode == 0:
                f.write("gtk-font-name=Cantarell 11\n")

        # The server picks a free display and tells it on a pipe: no race, no fixed number.
        r, w = os.pipe()
        self.spawn("xvfb", ["Xvfb", "-displayfd", str(w), "-screen", "0", size + "x24",
                            "-nolisten", "tcp", "-noreset", "-dpi", "96"], pass_fds=(w,))
        os.close(w)
        with os.fdopen(r) as f:
            number = f.readline().strip()
        if not number:
            raise DriveError("Xvfb did not start: " + self.log("xvfb", "err"))
        env["DISPLAY"] = ":" + number

        # A bus that can start the accessibility bus and nothing else: no portals, gvfs or dconf.
        for base in os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":"):
            src = os.path.join(base, "dbus-1", "services", "org.a11y.Bus.service")
            if os.path.exists(src):
                shutil.copy(src, os.path.join(self.dir, "services"))
                break
        bus, conf = os.path.join(run, "bus"), os.path.join(self.dir, "bus.conf")
        with open(conf, "w") as f:
            f.write(BUS_CONF.format(listen="unix:path=" + bus, services="<servicedir>%s</servicedir>" %
                                    os.path.join(self.dir, "services")))
        with open(os.path.join(self.dir, "own-bus.conf"), "w") as f:   # for --own-bus
            f.write(BUS_CONF.format(listen="unix:dir=" + run, services=""))
        env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + bus
        env["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=" + os.path.join(run, "no-system-bus")
        self.spawn("bus", ["dbus-daemon", "--config-file", conf, "--nofork"])
        self.wait_for("the session bus", lambda: listens(bus))
        # Start the accessibility bus now and name it: then programs on a session bus of their own, or
        # in another network namespace, come to this one too.
        out = self.run("gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path",
                       "/org/a11y/bus", "--method", "org.a11y.Bus.GetAddress")
        env["AT_SPI_BUS_ADDRESS"] = re.search("'(.*)'", out).group(1)

        if wm != "none":
            self.spawn("wm", {"openbox": ["openbox", "--sm-disable"],
                              "xfwm4": ["xfwm4", "--compositor=on", "--sm-client-disable"]}
                       .get(wm) or shlex.split(wm))
            self.wait_for("the window manager", lambda: self.root_prop("_NET_SUPPORTING_WM_CHECK"))
        self.save()

    def app(self, cmd, key=None, wait=True, own_bus=False):
        """own_bus: on a session bus of its own, as on another computer; without that a second copy of
        a GApplication only wakes the first one up."""
        if not key:
            key = base = os.path.basename(cmd[0])
            n = 1
            while any(k == key for k, _ in self.state["procs"]):
                n += 1
                key = "%s%d" % (base, n)
        before = {w["id"] for w in self.windows()}
        if own_bus:
            cmd = ["dbus-run-session", "--config-file", os.path.join(self.dir, "own-bus.conf"), "--"] + list(cmd)
        p = self.spawn(key, cmd)
        self.state["apps"][key] = p.pid
        self.save()
        if wait:
            def up():
                if p.poll() is not None:
                    raise SystemExit("drive: %s ended with %s\n%s%s" % (
                        key, p.returncode, self.log(key), self.log(key, "err")))
                new = {w["id"] for w in self.windows() if not w["popup"]} - before
                return [f for f in self.frames() if f.win["id"] in new]
            self.wait_for("a window of %s (on the display and on the accessibility bus)" % key, up,
                          max(30, self.timeout))
        return key

    def stop(self, key=None):
        for k, pid in reversed(self.state["procs"]):
            if key not in (None, k):
                continue
            for sig, patience in ((signal.SIGTERM, 3), (signal.SIGKILL, 3)):
                if not alive(pid):
                    break
                try:
                    os.killpg(pid, sig)   # each is the leader of its own session
                except OSError:
                    pass
                end = time.monotonic() + patience
                while alive(pid) and time.monotonic() < end:
                    try:
                        os.waitpid(pid, os.WNOHANG)
                    except OSError:
                        pass
                    time.sleep(0.01)
        if key is None:
            if os.path.exists(self.file):
                shutil.rmtree(self.dir, ignore_errors=True)
            self.state = {"env": {}, "procs": [], "apps": {}, "seen": {}}
        else:
            self.state["procs"] = [x for x in self.state["procs"] if x[0] != key]
            self.state["apps"].pop(key, None)
            self.save()

    def run(self, *cmd, check=True, timeout=60, quiet=False, input=None):
        p = subprocess.run(cmd, env=self.env(), stdout=subprocess.PIPE, text=True, timeout=timeout,
                           stderr=subprocess.DEVNULL if quiet else None, input=input)
        if check and p.returncode:
            raise DriveError("%s: exit status %d %s" % (shlex.join(cmd), p.returncode, p.stdout.strip()))
        return p.stdout

    def xdo(self, *args):
        return self.run("xdotool", *map(str, args))

    # ---- X windows ------------------------------------------------------------------------

    def x(self):
        if self._x is None:
            from Xlib import display
            self._x = display.Display(self.state["env"]["DISPLAY"])
            self._res = self._x.has_extension("X-Resource")
        return self._x

    def prop(self, w, name):
        from Xlib import X
        p = w.get_full_property(self.x().intern_atom(name), X.AnyPropertyType)
        return p.value if p else None

    def root_prop(self, name):
        return self.prop(self.x().screen().root, name)

    def pid_of(self, w):
        """The client's process, as the X server sees it: right in other namespaces as well."""
        if self._res:
            try:
                from Xlib.ext import res
                r = w.display and self.x().res_query_client_ids(
                    [{"client": w.id, "mask": res.LocalClientPIDMask}])
                for i in r.ids:
                    if i.value:
                        return int(i.value[0])
            except Exception:
                pass
        p = self.prop(w, "_NET_WM_PID")
        return int(p[0]) if p is not None and len(p) else None

    def windows(self):
        """Visible client windows, bottom to top; popups are override-redirect (menus, tooltips)."""
        from Xlib import X, error
        d = self.x()
        root = d.screen().root
        out = []

        def look(w):
            a = w.get_attributes()
            if a.map_state != X.IsViewable or a.win_class == X.InputOnly:
                return
            name = self.prop(w, "_NET_WM_NAME")
            if name is None and self.prop(w, "XdndAware") is None and self.prop(w, "WM_STATE") is None:
                for c in w.query_tree().children:
                    look_safe(c)
                return
            g, t = w.get_geometry(), root.translate_coords(w, 0, 0)
            e = self.prop(w, "_GTK_FRAME_EXTENTS")
            if name is None:
                name = self.prop(w, "WM_NAME") or ""
            out.append({"id": w.id, "pid": self.pid_of(w), "title":
                        name.decode(errors="replace") if isinstance(name, bytes) else name,
                        "x": t.x, "y": t.y, "w": g.width, "h": g.height,
                        "popup": bool(a.override_redirect),
                        "shadow": [int(v) for v in e] if e is not None else [0, 0, 0, 0]})

        def look_safe(w):
            try:
                look(w)
            except (error.XError, AttributeError):
                pass   # went away while we looked

        for c in root.query_tree().children:
            look_safe(c)
        return [w for w in out if w["x"] + w["w"] > 0 and w["y"] + w["h"] > 0]

    def window(self, title):
        def check():
            m = [w for w in self.windows() if fnmatch.fnmatchcase(w["title"], title) and not w["popup"]]
            return m[-1] if m else None
        return self.wait_for("a window titled %r" % title, check)

    def window_gone(self, title):
        self.wait_for("no window titled %r" % title, lambda: not any(
            fnmatch.fnmatchcase(w["title"], title) for w in self.windows()))

    def top_at(self, x, y):
        """The client window the pointer would hit at that point."""
        for w in reversed(self.windows()):
            l, r, t, b = w["shadow"]
            if w["x"] + l <= x < w["x"] + w["w"] - r and w["y"] + t <= y < w["y"] + w["h"] - b:
                return w
        return None

    def activate(self, win):
        self.xdo("windowactivate", win["id"])
        self.wait_for("window %r to be active" % win["title"], lambda: list(
            self.root_prop("_NET_ACTIVE_WINDOW") or [])[:1] == [win["id"]])

    # ---- accessible tree ------------------------------------------------------------------

    def at(self):
        global _bus
        if self._atspi is None:
            if _bus not in (None, self.state["env"]["DBUS_SESSION_BUS_ADDRESS"]):
                raise RuntimeError("libatspi keeps the first bus it saw: one session per process")
            _bus = self.state["env"]["DBUS_SESSION_BUS_ADDRESS"]
            os.environ.update(self.state["env"])
            import gi, warnings
            warnings.simplefilter("ignore")
            gi.require_version("Atspi", "2.0")
            from gi.repository import Atspi, GLib
            # «Error in GetItems»: an application that has only just come to the bus; harmless
            GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, lambda *a: None, None)
            Atspi.init()
            Atspi.set_timeout(3000, 3000)
            self._atspi = Atspi
        return self._atspi

    def frames(self):
        """Toplevels on the accessibility bus that are on the display as well, each with its X window."""
        A = self.at()
        desk, wins, out = A.get_desktop(0), self.windows(), []
        desk.clear_cache()
        for i in range(desk.get_child_count()):
            try:
                a = desk.get_child_at_index(i)
                pid = a.get_process_id()
                a.clear_cache()
                mine = [w for w in wins if w["pid"] == pid and not w["popup"]]
                for j in range(a.get_child_count()):
                    f = a.get_child_at_index(j)
                    n = Node(self, f, None)
                    r = n.extents()
                    if not r:
                        continue
                    fit = [w for w in mine if w["title"] == f.get_name()] or mine
                    fit = [w for w in fit if w["w"] >= r[2] and w["h"] >= r[3]]
                    if fit:
                        n.win = fit[-1] if len(fit) == 1 else max(fit, key=lambda w: -(w["w"] - r[2]) - (w["h"] - r[3]))
                        mine.remove(n.win)
                        n.popups = [w for w in wins if w["popup"] and w["pid"] == pid]
                        out.append(n)
            except Exception:
                continue   # an application that is just leaving
        return out

    def nodes(self, win=None):
        for f in self.frames():
            if win is None or fnmatch.fnmatchcase(f.win["title"], win):
                yield from f.walk()

    def matches(self, name, role=None, win=None, under=None, visible=True):
        glob = any(c in name for c in "*?")
        out = []
        for n in self.nodes(win):
            try:
                if ((fnmatch.fnmatchcase(n.name, name) if glob else n.name == name)
                        and (not role or n.role == role)
                        and (not under or any(fnmatch.fnmatchcase(p.name, under) for p in n.parents()))
                        and (not visible or n.on_screen())):
                    out.append(n)
            except Exception as e:
                if not vanished(e):
                    raise
        return out

    def find(self, name, index=None, **kw):
        """The first thing on the screen with that name (the Nth if index is given); waits for it."""
        def check():
            m = self.matches(name, **kw)
            return m[index or 0] if len(m) > (index or 0) else None
        try:
            return self.wait_for("%r on the screen" % name, check)
        except DriveError as e:
            hidden = self.matches(name, **dict(kw, visible=False))
            if hidden:
                raise DriveError("%s (in the tree but not to be seen: %s)" % (
                    e, "; ".join("%s %s" % (n.role, n.extents()) for n in hidden)))
            raise

    def gone(self, name, **kw):
        self.wait_for("%r to go" % name, lambda: not self.matches(name, **kw))

    # ---- what a user does -----------------------------------------------------------------

    def point(self, node, at=None):
        x, y = node.centre(at)
        top = self.top_at(x, y)
        own = {node.frame.win["id"]} | {p["id"] for p in node.frame.popups}
        if top and top["id"] not in own:   # behind another window: bring its own one up first
            self.activate(node.frame.win)
        return x, y

    def click(self, name, button=1, double=False, at=None, **kw):
        n = self.find(name, **kw)
        x, y = self.point(n, at)
        self.xdo("mousemove", x, y, "click", *(["--repeat", 2, "--delay", 60] if double else []), button)
        return n

    def hover(self, name, at=None, **kw):
        x, y = self.point(self.find(name, **kw), at)
        self.xdo("mousemove", x - 1, y, "mousemove", x, y)

    def scroll(self, name, clicks, **kw):
        x, y = self.point(self.find(name, **kw))
        self.xdo("mousemove", x, y, "click", "--repeat", abs(clicks), "--delay", 20, 5 if clicks > 0 else 4)

    def type(self, text):
        """Keys for ASCII; anything else goes through the clipboard, because XTEST has to change the
        keymap for it and GTK drops or misreads some of those keys."""
        for part in re.findall(r"[\n]|[\x20-\x7e]+|[^\x20-\x7e\n]+", text):
            if part == "\n":
                self.xdo("key", "Return")
            elif part.isascii() and part.isprintable():
                self.xdo("type", "--delay", 4, "--", part)
            else:
                self.paste(part)

    def paste(self, text):
        # xclip serves one paste and leaves (-loops counts the answers; GTK asks for TARGETS first)
        p = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard", "-in"], env=self.env(),
                             stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        p.stdin.write(text.encode())
        p.stdin.close()
        try:
            d = self.x()
            self.wait_for("the clipboard", lambda: self.run(
                "xclip", "-selection", "clipboard", "-out", check=False, quiet=True) == text)
            self.xdo("key", "ctrl+v")
            time.sleep(0.15)
        finally:
            p.terminate()
            p.wait()

    def key(self, *keys):
        self.xdo("key", *keys)

    def fill(self, name, text, **kw):
        """Click into it, select all, type; and see that it then holds that text."""
        n = self.click(name, **kw)
        time.sleep(0.05)   # AdwEntryRow never tells «focused» (GTK 4.8), so there is nothing to wait for
        self.key("ctrl+a", "Delete")
        self.type(text)
        if n.text() is not None:
            self.wait_for("%r to hold %r" % (name, text), lambda: n.text() == text, 3)
        return n

    def drag(self, name, to, to_kw=None, **kw):
        self.pointer_drag(self.point(self.find(name, **kw)), self.find(to, **(to_kw or {})).centre())

    def pointer_drag(self, a, b, steps=10):
        self.xdo("mousemove", *a)
        time.sleep(0.05)
        self.xdo("mousedown", 1)
        for i in range(1, steps + 1):
            self.xdo("mousemove", a[0] + (b[0] - a[0]) * i // steps, a[1] + (b[1] - a[1]) * i // steps)
            time.sleep(0.02)
        time.sleep(0.15)
        self.xdo("mouseup", 1)

    def drop(self, files, on, at=None, **kw):
        """Drop files on the thing named; True if the target took them."""
        n = self.find(on, **kw)
        x, y = self.point(n, at)
        tool = os.environ.get("XDNDDROP") or os.path.join(self.dir, "xdnddrop")   # meson builds one
        if not os.path.exists(tool):
            self.run("cc", "-O1", os.path.join(HERE, "xdnddrop.c"), "-o", tool, "-lX11")
        p = subprocess.run([tool, "%d,%d" % (x, y)] + list(files), env=self.env(),
                           stdout=subprocess.PIPE, text=True)
        self.last = p.stdout.strip()
        if p.returncode > 1:
            raise DriveError("drop on %r: %s" % (on, self.last))
        return p.returncode == 0

    def act(self, name, action=None, **kw):
        n = self.find(name, **kw)
        A = self.at()
        names = [n.acc.get_action_name(i) for i in range(n.acc.get_n_actions())]
        i = names.index(action) if action else 0
        if not A.Action.do_action(n.acc, i):
            raise DriveError("action %s on %r failed" % (names[i], name))

    def expect(self, regex, key=None, timeout=None):
        key = key or next(iter(self.state["apps"]))
        rx = re.compile(regex)

        def check():
            text, start = self.log(key), self.state["seen"].get(key, 0)
            pos = start
            for line in text[start:].splitlines(True):
                if not line.endswith("\n"):
                    break
                pos += len(line)
                if rx.search(line):
                    self.state["seen"][key] = pos
                    self.save()
                    return line.rstrip("\n")
        return self.wait_for("a line /%s/ from %s" % (regex, key), check, timeout)

    def resize(self, title, width, height):
        """Without its shadow, the window is that large (and told so: it draws in its own time)."""
        w = self.window(title)
        l, r, t, b = w["shadow"]
        self.xdo("windowsize", w["id"], width + l + r, height + t + b)

    def shot(self, out, window=None):
        crop = []
        if window:
            w = self.window(window)
            l, r, t, b = w["shadow"]
            crop = ["-crop", "%dx%d%+d%+d" % (w["w"] - l - r, w["h"] - t - b, w["x"] + l, w["y"] + t), "+repage"]
        self.run("import", "-window", "root", *crop, os.path.abspath(out))


class Node:
    """One accessible, with the toplevel it is in."""

    def __init__(self, s, acc, parent):
        self.s, self.acc, self.parent = s, acc, parent
        self.frame = parent.frame if parent else self
        self.win, self.popups = None, []
        self._ext = self._name = self._role = False
        self._seen = self.spot = None

    @property
    def name(self):
        if self._name is False:
            self._name = self.acc.get_name() or ""
        return self._name

    @property
    def role(self):
        if self._role is False:
            self._role = self.acc.get_role_name()
        return self._role

    def parents(self):
        p = self.parent
        while p:
            yield p
            p = p.parent

    def walk(self):
        yield self
        try:
            n = self.acc.get_child_count()
        except Exception:
            return
        for i in range(n):
            try:
                c = self.acc.get_child_at_index(i)
            except Exception:
                continue
            if c is not None:
                yield from Node(self.s, c, self).walk()

    def states(self):
        return [x.value_nick for x in self.acc.get_state_set().get_states()]

    def has(self, state):
        return state in self.states()

    def focused_inside(self):
        return any(n.has("focused") for n in self.walk())

    def extents(self):
        """(x, y, w, h) in the toplevel; None without a Component interface or with no size."""
        if self._ext is False:
            try:
                e = self.acc.get_extents(self.s.at().CoordType.WINDOW)
                self._ext = (e.x, e.y, e.width, e.height) if e.width > 0 and e.height > 0 else None
            except Exception:
                self._ext = None
        return self._ext

    def anchor(self):
        """(the accessible whose surface this is on, screen position of its own origin 0,0).

        GTK 4.8 tells a popover's content in its own surface, moved by the place of the widget the
        popover belongs to; its X window has exactly the popover's size, and by that we know it."""
        for n in [self] + list(self.parents()):
            if n is self.frame:
                break
            r = n.extents() if self.frame.popups else None
            for p in self.frame.popups if r else []:
                if (p["w"], p["h"]) == r[2:]:
                    return n, (p["x"] - r[0], p["y"] - r[1])
        w, f = self.frame.win, self.frame.extents()
        l, r, t, b = w["shadow"]
        return self.frame, (w["x"] + l + (w["w"] - l - r - f[2]) // 2 - f[0],
                            w["y"] + t + (w["h"] - t - b - f[3]) // 2 - f[1])

    def rect(self):
        r = self.extents()
        if not r:
            return None
        _, o = self.anchor()
        return (o[0] + r[0], o[1] + r[1], r[2], r[3])

    def centre(self, at=None):
        """Its centre on the screen, or where it can be seen if something covers that."""
        r = self.rect()
        if not r:
            raise DriveError("%r has no place on the screen" % self.name)
        if at:
            return (r[0] + at[0], r[1] + at[1])
        self.probe()
        e = self.extents()
        x, y = self.spot or (e[0] + e[2] // 2, e[1] + e[3] // 2)
        return (r[0] + x - e[0], r[1] + y - e[1])

    def on_screen(self):
        """Whether the pointer can hit it.  GTK 4.8 says «visible» and the last extents of what lies on
        a hidden stack page or is scrolled away, so neither can be trusted; a hit test can.  It answers
        nothing over icons and the text of entries (no accessible of their own): then other points are
        asked, and in the end the parent."""
        p = self.probe()
        if p == "mixed":
            return self.parent is None or self.parent.probe() == "own"
        return p == "own" or p == "none" and (self.parent is None or self.parent.on_screen())

    def probe(self):
        """own: some point shows this or something inside it; none: no point tells; other: all of them
        show something else; mixed.  self.spot is then the best point to click."""
        if self._seen is None:
            self._seen, self.spot = self._probe()
        return self._seen

    def _probe(self):
        r = self.extents()
        if not r:
            return "other", None
        a, _ = self.anchor()
        window = self.s.at().CoordType.WINDOW
        x, y, w, h = r
        blank = None
        other = False
        for px, py in ((x + w // 2, y + h // 2), (x + w // 4, y + h // 2), (x + 3 * w // 4, y + h // 2),
                       (x + 2, y + 2), (x + w - 3, y + h - 3), (x + w - 3, y + 2), (x + 2, y + h - 3)):
            try:
                hit = a.acc.get_accessible_at_point(px, py, window)
                if hit is None:
                    blank = blank or (px, py)
                    continue
                for _ in range(60):
                    if hit is None:
                        break
                    if hit == self.acc:
                        return "own", (px, py)
                    hit = hit.get_parent()
                other = True
            except Exception:
                continue
        return ("mixed" if blank and other else "other" if other else "none"), blank

    def text(self):
        A = self.s.at()
        try:
            if "Text" in self.acc.get_interfaces():
                return A.Text.get_text(self.acc, 0, A.Text.get_character_count(self.acc))
        except Exception:
            pass
        return None

    def line(self, visible=None):
        keep = ("active", "checked", "pressed", "selected", "focused", "expanded", "editable", "modal",
                "focusable", "indeterminate", "busy", "invalid-entry", "multi-line")
        st = self.states()
        t = self.text()
        return "%s %r%s%s [%s] %s%s" % (
            self.role, self.name, " text=%r" % t if t is not None and t != self.name else "",
            " %r" % self.acc.get_description() if self.acc.get_description() else "",
            ",".join([s for s in st if s in keep] + ([] if "sensitive" in st else ["insensitive"])),
            "%dx%d%+d%+d" % (lambda r: (r[2], r[3], r[0], r[1]))(self.rect()) if self.extents() else "-",
            " *" if visible else "")


def main():
    opts = argparse.ArgumentParser(add_help=False)
    for a, kw in (("--wm", {"default": "auto"}), ("--size", {"default": "1280x800"}), ("--env", {"action": "append", "default": []}),
                  ("--key", {}), ("--app", {}), ("--role", {}), ("--win", {}), ("--under", {}),
                  ("--index", {"type": int}), ("--timeout", {"type": float, "default": 10.0}),
                  ("--button", {"type": int, "default": 1}), ("--at", {}), ("--on", {}), ("--to", {}),
                  ("--window", {})):
        opts.add_argument(a, **kw)
    for a in ("--all", "--double", "--gone", "--refused", "--no-wait", "--own-bus", "--animations"):
        opts.add_argument(a, action="store_true")
    argv = sys.argv[1:]
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    verb, argv = argv[0], argv[1:]
    cmd = []
    if verb == "run":
        argv, cmd = [], argv[1:] if argv[:1] == ["--"] else argv
    elif "--" in argv:
        i = argv.index("--")
        argv, cmd = argv[:i], argv[i + 1:]
    o, rest = opts.parse_known_args(argv)
    rest += cmd if verb not in ("start", "app", "with", "run") else []
    where = {k: v for k, v in (("role", o.role), ("win", o.win), ("under", o.under), ("index", o.index))
             if v is not None}
    at = tuple(int(v) for v in o.at.split(",")) if o.at else None
    extra = dict(e.split("=", 1) for e in o.env)

    if verb == "with":
        folder = tempfile.mkdtemp(prefix="drive-")
        s = Session(folder, o.timeout, die_with_us=True)

        def leave(sig, frame):
            raise SystemExit(128 + sig)
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, leave)
        child = None
        try:
            s.start(o.wm, o.size, extra, o.animations)
            child = subprocess.Popen(cmd, env=s.env(), preexec_fn=die_with_parent)
            return child.wait()
        finally:
            if child and child.poll() is None:
                child.terminate()
                try:
                    child.wait(3)
                except subprocess.TimeoutExpired:
                    child.kill()
            s.stop()
            shutil.rmtree(folder, ignore_errors=True)

    s = Session(timeout=o.timeout)
    if verb == "start":
        s.start(o.wm, o.size, extra, o.animations)
        try:
            if cmd:
                print(s.app(cmd, o.key, not o.no_wait, o.own_bus))
        except BaseException:
            s.stop()
            raise
        return 0
    if verb == "stop":
        s.stop(rest[0] if rest else None)
        return 0
    if not s.state["procs"]:
        raise DriveError("no session in %s (start one)" % s.dir)
    if verb == "app":
        print(s.app(cmd, o.key, not o.no_wait, o.own_bus))
    elif verb == "run":
        return subprocess.run(cmd, env=s.env()).returncode
    elif verb == "env":
        print("unset " + " ".join(DROPPED_ENV))
        for k, v in sorted(s.state["env"].items()):
            print("export %s=%s" % (k, shlex.quote(v)))
        print("export DRIVE_DIR=%s" % shlex.quote(s.dir))
    elif verb == "tree":
        for n in s.nodes(o.win):
            plain = n.role in ("panel", "filler", "image", "scroll bar", "separator", "unknown") \
                and (not n.name or re.match("(Gtk|Adw)[A-Z]", n.name))
            if o.all or not plain:
                depth = len(list(n.parents()))
                v = n.on_screen()
                if o.all or v:
                    print("  " * depth + n.line(v))
    elif verb == "windows":
        for w in s.windows():
            print("0x%x pid=%s %dx%d%+d%+d%s %r%s" % (
                w["id"], w["pid"], w["w"], w["h"], w["x"], w["y"],
                " shadow=%s" % w["shadow"] if any(w["shadow"]) else "", w["title"],
                " popup" if w["popup"] else ""))
    elif verb == "find":
        n = s.find(rest[0], **where)
        print("%d,%d %s" % (*n.centre(), n.line(True)))
    elif verb == "state":
        print(" ".join(s.find(rest[0], **where).states()))
    elif verb == "text":
        n = s.find(rest[0], **where)
        t = n.text()
        print(n.name if t is None else t)
    elif verb == "wait":
        s.gone(rest[0], **{k: v for k, v in where.items() if k != "index"}) if o.gone else s.find(rest[0], **where)
    elif verb == "expect":
        print(s.expect(rest[0], o.app))
    elif verb == "click":
        s.click(rest[0], o.button, o.double, at, **where)
    elif verb == "hover":
        s.hover(rest[0], at, **where)
    elif verb == "scroll":
        s.scroll(rest[0], int(rest[1]), **where)
    elif verb == "type":
        s.type(" ".join(rest))
    elif verb == "key":
        s.key(*rest)
    elif verb == "fill":
        s.fill(rest[0], " ".join(rest[1:]), **where)
    elif verb == "act":
        s.act(rest[0], rest[1] if len(rest) > 1 else None, **where)
    elif verb == "drag":
        s.drag(rest[0], o.to, {"win": o.win} if o.win else None, **where)
    elif verb == "drop":
        if not o.on:
            raise DriveError("drop needs --on NAME")
        took = s.drop(rest, o.on, at, **where)
        print(s.last)
        if took == o.refused:
            raise DriveError("the drop was %s" % ("taken" if took else "refused"))
    elif verb == "move":
        w = s.window(rest[0])
        s.xdo("windowmove", w["id"], int(rest[1]) - w["shadow"][0], int(rest[2]) - w["shadow"][2])
    elif verb == "resize":
        s.resize(rest[0], int(rest[1]), int(rest[2]))
    elif verb == "activate":
        s.activate(s.window(rest[0]))
    elif verb == "shot":
        s.shot(rest[0], o.window)
    elif verb == "log":
        sys.stdout.write(s.log(rest[0] if rest else next(iter(s.state["apps"]))))
    else:
        raise DriveError("no such verb: %s (see --help)" % verb)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DriveError as e:
        print("drive: %s" % e, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
