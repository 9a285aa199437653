"""The wire: one Tenant URL and its token. The only module of the simulator that talks HTTP."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias
from urllib.parse import urlsplit

import httpx

from scimconsole.entra.simulator.pace import Pace
from scimconsole.entra.simulator.requests import Request
from scimconsole.errors import InvalidInput, Unavailable

ANSWER_SECONDS = 30.0
CONNECT_SECONDS = 10.0
LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes; a longer answer counts as none."""

Silence: TypeAlias = Literal["timeout", "unreachable", "tls", "protocol", "too-long"]
"""Why there is no answer."""


class NotAnswered(Unavailable):
    """A request that was not answered, or with something that is no HTTP."""

    def __init__(self, silence: Silence, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.silence: Silence = silence


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    @property
    def document(self) -> Any:
        """The body read as JSON; None for what is no JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.content.decode("utf-8", errors="replace")

    @property
    def retry_after(self) -> float:
        """Seconds that the other side asks to wait; 0 when it does not say, or says it as a date."""
        told = self.headers.get("retry-after", "")
        return float(told) if told.isascii() and told.isdigit() else 0.0


class Endpoint:
    """Sends requests as Entra does; a context manager that counts them.

    The token goes into the header and nowhere else. Redirects are not followed, since Entra's token must
    not follow one to another host. Raises `InvalidInput` for a Tenant URL or token that cannot be used.
    """

    def __init__(
        self,
        tenant_url: str,
        token: str,
        *,
        pace: Pace | None = None,
        concurrency: int = 4,
        seconds: float = ANSWER_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        base, flag = checked_url(tenant_url)
        self.tenant_url = tenant_url
        self.pace = pace or Pace()
        self.requests = 0
        self.silent_in_a_row = 0
        """Requests since the last one that was answered."""
        self._base, self._flag = base, flag
        self._http = httpx.AsyncClient(
            # Public servers tell Entra by this header; its value means nothing.
            headers={"Authorization": f"Bearer {checked_token(token)}", "ADSCIMVersion": "2.0"},
            timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
            limits=httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency),
            trust_env=not _is_loopback(base),
            verify=base.startswith("https:"),  # what there is to verify takes 30 ms to load
            follow_redirects=False,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(self, request: Request) -> Answer:
        """Send one request when its turn comes; raises `NotAnswered`."""
        await self.pace.turn()
        self.requests += 1
        began = time.monotonic()
        try:
            answer = await self._exchange(request, began)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            self.silent_in_a_row += 1
            raise self._silence(error) from error
        self.silent_in_a_row = 0
        if answer.status == 429 or answer.status == 503:
            self.pace.pause(answer.retry_after)
        return answer

    async def _exchange(self, request: Request, began: float) -> Answer:
        content, headers = None, {}
        if request.body is not None:
            content = json.dumps(request.body, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
            headers["Content-Type"] = "application/scim+json; charset=utf-8"
        queries = [part for part in (request.encoded_query, self._flag) if part]
        url = self._base + request.path + ("?" + "&".join(queries) if queries else "")
        async with self._http.stream(request.method, url, content=content, headers=headers) as response:
            received = bytearray()
            async for chunk in response.aiter_bytes():
                received += chunk
                if len(received) > LONGEST_ANSWER:
                    raise NotAnswered(
                        "too-long", f"The answer of {self._base} is longer than {LONGEST_ANSWER >> 20} MB."
                    )
            return Answer(
                response.status_code,
                bytes(received),
                {name.lower(): value for name, value in response.headers.items()},
                time.monotonic() - began,
            )

    def _silence(self, error: Exception) -> NotAnswered:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                why = getattr(cause, "verify_message", None) or getattr(cause, "reason", None) or cause
                return NotAnswered(
                    "tls",
                    f"{self._base} was not trusted: {why}.",
                    hint="Entra needs TLS 1.2 and a certificate of a public authority with its whole chain.",
                )
            cause = cause.__cause__ or cause.__context__
        if isinstance(error, httpx.TimeoutException):
            return NotAnswered("timeout", f"{self._base} did not answer in time.")
        if isinstance(error, httpx.ConnectError):
            return NotAnswered(
                "unreachable",
                f"{self._base} cannot be reached: {error}.",
                hint="Check the Tenant URL, the network and that the service runs.",
            )
        return NotAnswered(
            "protocol", f"{self._base} ended the exchange: {str(error) or type(error).__name__}."
        )


def checked_url(tenant_url: str) -> tuple[str, str]:
    """The base without a trailing slash, and the flag behind its `?`; raises `InvalidInput`."""
    try:
        parts = urlsplit(tenant_url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput(f"The Tenant URL is no address: {error}.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidInput(
            f"The Tenant URL {tenant_url!r} is no address.",
            hint="Such as https://scim.example.com/scim/v2/acme",
        )
    if parts.username or parts.password:
        raise InvalidInput("The Tenant URL has a name or password in it; Entra sends the token only.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", parts.query


def checked_token(token: str) -> str:
    """The token, when a header can carry it; raises `InvalidInput` without repeating it."""
    if not token:
        raise InvalidInput("There is no token.", hint="Give it on stdin, or in SCIM_TOKEN.")
    if not (token.isascii() and token.isprintable()) or token != token.strip():
        raise InvalidInput(
            "The token has blanks around it or characters that no token has.", hint="Copy it once more."
        )
    if token.lower().startswith("bearer "):
        raise InvalidInput(
            "The token begins with `Bearer `, which Entra writes before it once more.",
            hint="Paste what stands behind it.",
        )
    return token


def _is_loopback(base: str) -> bool:
    return urlsplit(base).hostname in ("localhost", "127.0.0.1", "::1")
