"""Who is let in: this machine, by the page's own address, with the token that the printed address carries."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dialogues.base import numbers

HOSTS = ("127.0.0.1", "localhost", "[::1]")
SAFE = ("GET", "HEAD")
LARGEST = 1_000_000  # bytes of a request
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Door:
    """The port a server listens on, and the token that lets a browser in."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def cookie(self) -> str:
        """Name of the cookie: browsers share cookies between the ports of a machine."""
        return f"dialogues_{self.port}"

    def address(self, path: str = "/") -> str:
        """The address to print: whoever opens it is let in."""
        return f"http://127.0.0.1:{self.port}{path}?{urlencode({'token': self.token})}"

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which this server may be called."""
        return frozenset(f"{host}:{self.port}" for host in HOSTS)


class Guard:
    """Refuse requests from elsewhere; add the headers that keep the page to itself."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in given)]
            await send(message)

        answer = self._refusal(scope) or self._welcome(scope)
        await (answer or self.app)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        """Why the request is not answered."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not _is_loopback(scope.get("client")):
            return _refused("This page answers only to the machine it runs on.")
        host = headers.get("host", "")
        if host not in self.door.hosts:
            return _refused("The request names another host.")
        origin = headers.get("origin")
        is_safe = scope["method"] in SAFE
        if (origin is not None or not is_safe) and origin != f"http://{host}":
            return _refused("The request comes from another page.")
        if not is_safe and headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return _refused("The request comes from another page.")
        if not is_safe and ("transfer-encoding" in headers or _is_too_large(headers)):
            return _refused("The request is too large.", 413)
        if self._has(_cookie(headers.get("cookie", ""), self.door.cookie)) or self._has(_token(scope)):
            return None
        return _refused("Open the address that the command has printed: it carries the token for this page.")

    def _welcome(self, scope: Scope) -> Response | None:
        """Turn the printed address into a cookie and the same address without the token."""
        if scope["method"] not in SAFE or not self._has(_token(scope)):
            return None
        query = [(k, v) for k, v in parse_qsl(scope["query_string"].decode("latin-1")) if k != "token"]
        path = quote(f"/{scope['path'].lstrip('/')}")  # two slashes would name another host
        answer = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)
        answer.set_cookie(self.door.cookie, self.door.token, httponly=True, samesite="strict", path="/")
        return answer

    def _has(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self.door.token.encode())


def _is_loopback(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _is_too_large(headers: Mapping[str, str]) -> bool:
    """Whether a request says that it is too large, or says of its size what is no number."""
    try:
        return numbers.whole(headers.get("content-length", "0")) > LARGEST
    except ValueError:
        return True


def _cookie(header: str, name: str) -> str:
    try:
        held = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return "" if held is None else str(held.value)


def _token(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return dict(parse_qsl(query.decode("latin-1"))).get("token", "")


def _refused(why: str, status: int = 403) -> Response:
    return PlainTextResponse(f"{why}\n", status)
