"""Keeps other web pages out of a server that trusts everybody on this machine."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PEOPLE = "/client/"
"""Part of every address under which the page acts for somebody; `/playground/` are the page's own."""


class LocalOnly:
    """Answers only who asks for this machine by name, and acts only for pages that came from here.

    A page elsewhere may send its visitor's browser to 127.0.0.1, under a name of its own (rebinding) or with a plain
    form (forgery). The first is told by the Host header, the second by Origin and by the type of the body.

    Args:
        app: what is guarded.
        port: where it listens.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or say no."""
        problem = self._problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            status, sentence = problem
            await PlainTextResponse(sentence, status)(scope, receive, send)

    def _problem(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421, "This is the playground of one machine: open it as http://127.0.0.1 with its port."
        if scope["method"] in {"GET", "HEAD"}:
            return None
        if not set(headers.getlist("origin")) <= self._origins:
            return 403, "Only the playground's own page may do that."
        acts = PEOPLE in scope["path"] or scope["path"].startswith("/playground/")
        if acts and headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415, "Send JSON."
        return None
