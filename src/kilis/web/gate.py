"""Who may speak to the workbench: one host, one token, bounded bodies, and nothing from another site."""

from __future__ import annotations

import hmac
import http.cookies
import ipaddress
import json
import socket
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 40_000_000
TOO_LARGE = f"This is too large; at most {MAX_BODY_BYTES // 1_000_000} MB are taken."
CHANGING = frozenset({"POST", "PUT", "DELETE", "PATCH"})
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
LOCKED = (
    "This workbench is open to those who have its address with the token in it. Copy the whole address that "
    "`kilis serve` printed, with what follows the question mark, into the browser."
)


@dataclass(frozen=True)
class Lock:
    """The token, and the host and port under which the workbench may be called."""

    token: str
    host: str
    port: int

    @property
    def cookie(self) -> str:
        """The name of the cookie; with the port, as browsers share cookies between the ports of a host."""
        return f"kilis-{self.port}"

    def is_own_name(self, host: str) -> bool:
        """Whether the Host header names this machine: a page elsewhere that points its own name here is refused."""
        name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "80")
        if port != str(self.port):
            return False
        name = name.strip("[]").lower()
        if name in {"127.0.0.1", "localhost", "::1", self.host.lower()}:
            return True
        if is_local(self.host):
            return False
        return _is_address(name) or name in {socket.gethostname().lower(), socket.getfqdn().lower()}

    def opens(self, given: str | None) -> bool:
        """Whether this is the token; the comparison takes the same time for every wrong one."""
        return given is not None and hmac.compare_digest(given.encode(), self.token.encode())


def is_local(host: str) -> bool:
    """Whether only this machine reaches a server that listens there.

    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, False)
    """
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Gate:
    """Stands before the application: refuses, or lets through with the headers every answer carries."""

    def __init__(self, app: ASGIApp, lock: Lock) -> None:
        self.app = app
        self.lock = lock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            await _answer(send, *refusal)
            return
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and self.lock.opens(query.pop("token", [None])[0]):
            rest = urlencode(query, doseq=True)
            cookie = f"{self.lock.cookie}={self.lock.token}; Path=/; HttpOnly; SameSite=Strict"
            where = "/" + quote(scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")  # never another host
            await _answer(send, 303, "", [(b"location", where.encode()), (b"set-cookie", cookie.encode())])
            return
        if not self._knows(headers):
            await _answer(send, 401, LOCKED)
            return
        await self.app(scope, _bounded(receive), _with_headers(send))

    def _refusal(self, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        if not self.lock.is_own_name(headers.get("host", "")):
            return 421, "This address is not one of this workbench."
        if headers.get("sec-fetch-site", "none") == "cross-site" and method in CHANGING:
            return 403, "This request comes from another site."
        origin = headers.get("origin")
        if origin is not None and origin.split("://", 1)[-1] != headers["host"]:
            return 403, "This request comes from another site."
        # A form of another site can send anything but JSON; DELETE carries no body, and no form can send it.
        if method in CHANGING - {"DELETE"} and not headers.get("content-type", "").startswith("application/json"):
            return 415, "Send JSON."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return 413, TOO_LARGE
        return None

    def _knows(self, headers: dict[str, str]) -> bool:
        bearer = headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            return self.lock.opens(bearer.removeprefix("Bearer "))
        try:
            found = http.cookies.SimpleCookie(headers.get("cookie", "")).get(self.lock.cookie)
        except http.cookies.CookieError:
            return False
        return found is not None and self.lock.opens(found.value)


def _bounded(receive: Receive) -> Receive:
    seen = 0

    async def take() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY_BYTES:
            raise HTTPException(413, TOO_LARGE)
        return message

    return take


def _with_headers(send: Send) -> Send:
    async def give(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in own)]
        await send(message)

    return give


async def _answer(send: Send, status: int, words: str, more: list[tuple[bytes, bytes]] | None = None) -> None:
    body = json.dumps({"message": words}).encode()
    kind = b"application/json"
    if status == 401:
        body, kind = words.encode(), b"text/plain; charset=utf-8"
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *(more or []), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
