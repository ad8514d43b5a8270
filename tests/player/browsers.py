"""Firefox and WebKitGTK, as Debian ships them, driven by what they bring: Marionette, and W3C WebDriver over HTTP."""

import base64
import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PREFERENCES = {
    "marionette.port": 0,
    "media.autoplay.default": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.aboutConfig.showWarning": False,
    "toolkit.telemetry.enabled": False,
    "general.smoothScroll": False,
    "dom.disable_open_during_load": True,
    "permissions.default.image": 1,
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "PageDown": "\ue00f", "Home": "\ue011", "End": "\ue010"}
KEYS |= {
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Shift": "\ue008",
}
START_S = 40


class BrowserFault(Exception):
    """The browser or its driver refuses."""


class Browser:
    """What tests ask of a browser; positions are CSS pixels of the window."""

    def command(self, name, method, path, **parameters):
        """Run a command, by its name in Marionette and by method and path of WebDriver."""
        raise NotImplementedError

    def goto(self, address):
        self.command("WebDriver:Navigate", "POST", "url", url=address)

    def reload(self):
        self.command("WebDriver:Refresh", "POST", "refresh")

    def run(self, script, *arguments):
        """Run the body of an async function; its `return` comes back."""
        body = f"const done = arguments[arguments.length - 1];(async (...arguments) => {{{script}}})(...arguments)"
        body += ".then((value) => done([value]), (error) => done(`${error}`));"
        said = self.command(
            "WebDriver:ExecuteAsyncScript", "POST", "execute/async", script=body, args=list(arguments), timeout=60_000
        )
        if isinstance(said, str):
            raise BrowserFault(said)
        return said[0] if said else None

    def evaluate(self, expression):
        return self.run(f"return {expression}")

    def until(self, condition, seconds=15):
        """Wait until an expression is true; returns its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.evaluate(condition)
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(condition)

    def resize(self, width, height):
        """Give the window's inside a size."""
        if self.evaluate("[innerWidth, innerHeight]") == [width, height]:
            return
        self.command("WebDriver:SetWindowRect", "POST", "window/rect", width=width, height=height)
        more = self.evaluate("[outerWidth - innerWidth, outerHeight - innerHeight]")
        inside = self.evaluate("[innerWidth, innerHeight]")
        wanted = {"width": width + width - inside[0], "height": height + height - inside[1]}
        if more and inside != [width, height]:
            self.command("WebDriver:SetWindowRect", "POST", "window/rect", **wanted)

    def act(self, *sources):
        self.command("WebDriver:PerformActions", "POST", "actions", actions=list(sources))

    def press(self, *keys):
        steps = []
        for key in keys:
            value = KEYS.get(key, key)
            steps += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.act({"type": "key", "id": "keys", "actions": steps})

    def mouse(self, *steps):
        """Move, press and release: `("move", x, y)`, `("down",)`, `("up",)`, `("pause", ms)`."""
        actions = []
        for kind, *more in steps:
            if kind == "move":
                actions.append({"type": "pointerMove", "duration": 20, "x": round(more[0]), "y": round(more[1])})
            elif kind == "pause":
                actions.append({"type": "pause", "duration": more[0]})
            else:
                actions.append({"type": f"pointer{kind.title()}", "button": 0})
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions})

    def click(self, x, y, times=1):
        self.mouse(("move", x, y), *[("down",), ("up",)] * times)

    def wheel(self, x, y, by):
        step = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": by, "duration": 50, "origin": "viewport"}
        self.act({"type": "wheel", "id": "wheel", "actions": [step]})

    def screenshot(self, path):
        picture = self.command("WebDriver:TakeScreenshot", "GET", "screenshot")
        Path(path).write_bytes(base64.b64decode(picture))


class Chromium(Browser):
    """Debian's Chromium, through Playwright."""

    name = "chromium"
    program = "/usr/bin/chromium"
    package = "chromium"
    ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--mute-audio", "--autoplay-policy=no-user-gesture-required")

    def __init__(self):
        from playwright.sync_api import sync_playwright

        self.driver = sync_playwright().start()
        self.browser = self.driver.chromium.launch(executable_path=self.program, args=list(self.ARGUMENTS))
        self.page = self.browser.new_page()

    def goto(self, address):
        self.page.goto("about:blank")
        self.page.goto(address)

    def reload(self):
        self.page.reload()

    def run(self, script, *arguments):
        return self.page.evaluate(f"async (given) => (async (...arguments) => {{{script}}})(...given)", list(arguments))

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def mouse(self, *steps):
        for kind, *more in steps:
            if kind == "move":
                self.page.mouse.move(*more)
            elif kind == "pause":
                self.page.wait_for_timeout(more[0])
            else:
                getattr(self.page.mouse, kind)()

    def click(self, x, y, times=1):
        self.page.mouse.click(x, y, click_count=times)

    def wheel(self, x, y, by):
        self.page.mouse.move(x, y)
        self.page.mouse.wheel(0, by)

    def screenshot(self, path):
        self.page.screenshot(path=path)

    def close(self):
        self.browser.close()
        self.driver.stop()


class Firefox(Browser):
    """Firefox without a window, over its own Marionette socket: packets of `length:[type, id, name, parameters]`."""

    name = "firefox"
    program = "/usr/bin/firefox-esr"
    package = "firefox-esr"

    def __init__(self):
        self.profile = Path(tempfile.mkdtemp(prefix="narrate-firefox-"))
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
        (self.profile / "user.js").write_text("\n".join(lines))
        environment = {**os.environ, "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1", "HOME": str(self.profile)}
        arguments = [self.program, "--headless", "--marionette", "--no-remote", "--profile", str(self.profile)]
        self.process = subprocess.Popen(
            [*arguments, "about:blank"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.ids = itertools.count(1)
        self.socket = _connected(self._port())
        self._packet()
        self.command("WebDriver:NewSession", "", "", strictFileInteractability=False)
        self.command("WebDriver:SetTimeouts", "", "", script=60_000, pageLoad=60_000)

    def _port(self):
        file = self.profile / "MarionetteActivePort"
        return int(_awaited(lambda: file.exists() and file.read_text().strip()))

    def command(self, name, method="", path="", **parameters):  # noqa: ARG002
        number = next(self.ids)
        packet = json.dumps([0, number, name, parameters]).encode()
        self.socket.sendall(str(len(packet)).encode() + b":" + packet)
        while True:
            _, answered, error, value = self._packet()
            if answered == number:
                break
        if error:
            raise BrowserFault(f"{name}: {error.get('message')}")
        return value["value"] if isinstance(value, dict) and list(value) == ["value"] else value

    def _packet(self):
        length = b""
        while (byte := self.socket.recv(1)) != b":":
            if not byte:
                raise BrowserFault("Firefox has ended")
            length += byte
        content = b""
        while len(content) < int(length):
            content += self.socket.recv(int(length) - len(content))
        said = json.loads(content)
        return said if isinstance(said, list) else [0, 0, None, said]

    def close(self):
        with contextlib.suppress(BrowserFault, OSError):
            self.command("Marionette:Quit", flags=["eForceQuit"])
        self.socket.close()
        _ended(self.process)
        shutil.rmtree(self.profile, ignore_errors=True)


class WebKit(Browser):
    """WebKitGTK's small browser on a screen of its own, through its WebDriver."""

    name = "webkit"
    program = "/usr/bin/WebKitWebDriver"
    package = "webkit2gtk-driver xvfb"

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="narrate-webkit-"))
        reading, writing = os.pipe()
        screen = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1400x24", "-nolisten", "tcp"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.screen = subprocess.Popen(screen, pass_fds=(writing,), **quiet)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = pipe.readline().strip()
        port = _free_port()
        environment = {
            **os.environ,
            "DISPLAY": f":{display}",
            "HOME": str(self.home),
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        environment |= {"GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
        self.process = subprocess.Popen(
            [self.program, f"--port={port}"], env=environment, start_new_session=True, **quiet
        )
        self.base = f"http://127.0.0.1:{port}/session"
        _connected(port).close()
        options = {"args": ["--automation", "--autoplay-policy=allow"], "binary": _mini_browser()}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options, "timeouts": {"script": 60_000}}}
        self.base = f"{self.base}/{self._ask('POST', '', {'capabilities': capabilities})['sessionId']}"

    def command(self, name, method, path, **parameters):  # noqa: ARG002
        return self._ask(method, f"/{path}", parameters if method == "POST" else None)

    def _ask(self, method, path, content):
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.base + path, data, {"content-type": "application/json"}, method=method
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserFault(f"{path}: {error.read().decode()[:500]}") from error

    def close(self):
        with contextlib.suppress(BrowserFault, OSError):
            self._ask("DELETE", "", None)
        for process in (self.process, self.screen):
            _ended(process)
        shutil.rmtree(self.home, ignore_errors=True)


def _mini_browser():
    return next(map(str, Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _awaited(look):
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise BrowserFault("the browser doesn't start")


def _connected(port):
    def attempt():
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port), timeout=120)
        return None

    return _awaited(attempt)


def _ended(process):
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(15)


BROWSERS = (Chromium, Firefox, WebKit)


class SoundServer:
    """A PulseAudio with a sink that leads nowhere, so that browsers play in time on machines without a sound card."""

    program = "/usr/bin/pulseaudio"

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="narrate-sound-"))
        socket_file = self.folder / "socket"
        modules = (f"module-native-protocol-unix auth-anonymous=1 socket={socket_file}", "module-null-sink")
        arguments = [self.program, "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        environment = {**os.environ, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        given = [word for module in modules for word in ("-L", module)]
        self.process = subprocess.Popen([*arguments, *given], env=environment, **quiet)
        _awaited(socket_file.exists)
        os.environ["PULSE_SERVER"] = f"unix:{socket_file}"

    def close(self):
        os.environ.pop("PULSE_SERVER", None)
        _ended(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)
