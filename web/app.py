"""The web application: health, hooks and whatever pages this deployment has."""

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.hooks import Hooked

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


SAFE = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class SafeHeaders:
    """Headers of every page: no inline script, no framing, no sniffing, no referrer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add them to whatever answers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                message["headers"] += SAFE
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class Straight:
    """What platforms post goes to its hook past everything that pages need, which would cost as much as its answer.

    Args:
        app: whatever else is asked for.
        hooks: where each hook is.
    """

    def __init__(self, app: ASGIApp, hooks: Iterable[Hooked]) -> None:
        self._app, self._hooks = app, {hook.path: hook.taken for hook in hooks}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """To the hook, or on."""
        posted = scope["type"] == "http" and scope["method"] == "POST"
        hook = self._hooks.get(scope["path"]) if posted else None
        await (hook or self._app)(scope, receive, send)


def build(routes: Iterable[BaseRoute]) -> ASGIApp:
    """The application with these routes; what is said to a platform's server needs no headers for browsers."""
    found = list(routes)
    pages = Starlette(routes=found, middleware=[Middleware(SafeHeaders)])
    return Straight(pages, [route for route in found if isinstance(route, Hooked)])
