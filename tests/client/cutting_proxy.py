"""A TCP proxy between client and service that drops what passes when told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class CuttingProxy:
    """Passes bytes to and fro on a loopback port of its own; `target` may be changed while it runs."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.connections = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Drop every connection, in the middle of whatever it carries."""
        with self._lock:
            doomed, self._open = self._open, set()
        for one in doomed:
            _close(one)

    def close(self) -> None:
        """Stop to listen and drop everything."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                ours, _ = self._listener.accept()
            except OSError:
                return
            try:
                theirs = socket.create_connection(self.target, timeout=5)
                theirs.settimeout(None)
            except OSError:
                _close(ours)
                continue
            with self._lock:
                self.connections += 1
                self._open |= {ours, theirs}
            for source, sink in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    # Small pieces, so that a cut comes in the middle of an event.
    with contextlib.suppress(OSError):
        while chunk := source.recv(700):
            sink.sendall(chunk)
    _close(source)
    _close(sink)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def cutting_proxy(url: str) -> Iterator[CuttingProxy]:
    """A proxy before the service at `url`."""
    proxy = CuttingProxy(place_of(url))
    try:
        yield proxy
    finally:
        proxy.close()


def place_of(url: str) -> tuple[str, int]:
    """Host and port of an address."""
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)
