"""A real browser for tests: Debian's Chromium without a window, driven over its DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--remote-debugging-port=0"),
)
_LONGEST_S = 20.0

Event = dict[str, Any]


class BrowserFailed(Exception):
    """The browser did not start, or refused a command."""


class Browser:
    """One running Chromium; its pages share nothing but the program."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self.events: dict[str, list[Event]] = {}
        """What happened, by the session of the page."""

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and answer its result; what happens meanwhile is kept."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        self._socket.send(json.dumps(command | ({"sessionId": session} if session else {})))
        while True:
            message = self._receive(_LONGEST_S)
            if message.get("id") == self._number:
                if "error" in message:
                    raise BrowserFailed(f"{method}: {message['error']['message']}")
                result: dict[str, Any] = message["result"]
                return result

    def wait_for(self, session: str, method: str, after: int) -> None:
        """Wait until an event happens that was not among the first `after` ones."""
        deadline = time.monotonic() + _LONGEST_S
        while not any(event["method"] == method for event in self.events.get(session, [])[after:]):
            self._receive(deadline - time.monotonic())

    def _receive(self, seconds: float) -> Event:
        message: Event = json.loads(self._socket.recv(timeout=seconds))
        if "method" in message and "sessionId" in message:
            self.events.setdefault(message["sessionId"], []).append(message)
        return message

    @contextmanager
    def page(
        self, *, scripts: bool = True, size: tuple[int, int] = (1200, 900), dark: bool = False
    ) -> Iterator[Page]:
        """A page with cookies, clipboard and permissions of its own."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            page.ask(f"{domain}.enable")
        page.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.ask(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=1,
            mobile=size[0] < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask(
            "Browser.grantPermissions",
            browserContextId=context,
            permissions=["clipboardReadWrite", "clipboardSanitizedWrite"],
        )
        try:
            yield page
        finally:
            self.ask("Target.disposeBrowserContext", browserContextId=context)


class Page:
    """A tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command to this page."""
        return self._browser.ask(method, self._session, **parameters)

    def events(self, method: str) -> list[Event]:
        """What happened of one kind, in order."""
        kept = self._browser.events.get(self._session, [])
        return [event["params"] for event in kept if event["method"] == method]

    def visit(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        with self._loading():
            self.ask("Page.navigate", url=url)

    def reload(self) -> None:
        """Load what is shown once more, a form's answer by sending the form again."""
        with self._loading():
            self.ask("Page.reload")

    def click(self, selector: str, *, loads: bool = False) -> None:
        """Press the left button in the middle of an element, as a person does."""
        root = self.ask("DOM.getDocument")["root"]["nodeId"]
        node = self.ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.ask("DOM.scrollIntoViewIfNeeded", nodeId=node)
        corners = self.ask("DOM.getContentQuads", nodeId=node)["quads"][0]
        at = {"x": sum(corners[0::2]) / 4, "y": sum(corners[1::2]) / 4, "button": "left", "clickCount": 1}
        self.ask("Input.dispatchMouseEvent", type="mousePressed", **at)
        if loads:
            with self._loading():
                self.ask("Input.dispatchMouseEvent", type="mouseReleased", **at)
        else:
            self.ask("Input.dispatchMouseEvent", type="mouseReleased", **at)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited where it is a promise."""
        answer = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise BrowserFailed(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def until(self, expression: str, wanted: object) -> None:
        """Wait until an expression has a value."""
        deadline = time.monotonic() + _LONGEST_S
        while (value := self.evaluate(expression)) != wanted:
            if time.monotonic() > deadline:
                raise BrowserFailed(f"{expression} is {value!r}, not {wanted!r}")
            time.sleep(0.02)

    @property
    def text(self) -> str:
        """What a reader sees."""
        return str(self.evaluate("document.body.innerText"))

    @property
    def complaints(self) -> list[str]:
        """What the browser's own console says went wrong."""
        logged = [event["entry"] for event in self.events("Log.entryAdded")]
        thrown = [event["exceptionDetails"]["text"] for event in self.events("Runtime.exceptionThrown")]
        return [entry["text"] for entry in logged if entry["level"] in ("error", "warning")] + thrown

    @property
    def requests(self) -> Sequence[dict[str, Any]]:
        """Every request that left the page."""
        return [event["request"] for event in self.events("Network.requestWillBeSent")]

    def picture(self, path: Path) -> None:
        """Write the whole page as a PNG."""
        answer = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    @contextmanager
    def _loading(self) -> Iterator[None]:
        before = len(self._browser.events.get(self._session, []))
        yield
        self._browser.wait_for(self._session, "Page.loadEventFired", before)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium with an empty profile, and end it."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as home:
        environment = {**os.environ, "HOME": home}
        with (Path(home) / "said").open("wb") as said:
            process = subprocess.Popen(
                [PROGRAM, *_OPTIONS, f"--user-data-dir={home}/profile", "about:blank"],
                stdout=said,
                stderr=said,
                env=environment,
            )
        try:
            with connect(_address(Path(home), process), max_size=None, proxy=None) as socket:
                yield Browser(socket)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(home: Path, process: subprocess.Popen[bytes]) -> str:
    port_file = home / "profile" / "DevToolsActivePort"
    deadline = time.monotonic() + _LONGEST_S
    while time.monotonic() < deadline and process.poll() is None:
        lines = port_file.read_text().split("\n") if port_file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise BrowserFailed(f"Chromium did not start: {(home / 'said').read_text(errors='replace')[-2000:]}")
