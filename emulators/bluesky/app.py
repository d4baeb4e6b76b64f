"""The small Bluesky server over HTTP."""

import base64
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from emulators.bluesky.server import Bluesky, Refused

LASTS = 7_200


def bluesky_app(bluesky: Bluesky) -> Starlette:
    """The app."""
    doors = _Doors(bluesky)
    routes = [
        Route("/xrpc/com.atproto.server.createSession", doors.session, methods=["POST"]),
        Route("/xrpc/com.atproto.server.refreshSession", doors.renew, methods=["POST"]),
        Route("/xrpc/com.atproto.repo.putRecord", doors.put, methods=["POST"]),
        Route("/xrpc/com.atproto.repo.deleteRecord", doors.delete, methods=["POST"]),
        Route("/xrpc/com.atproto.repo.getRecord", doors.get),
        Route("/xrpc/com.atproto.repo.uploadBlob", doors.upload, methods=["POST"]),
        Route("/xrpc/app.bsky.feed.getPosts", doors.posts),
    ]
    return Starlette(routes=routes, exception_handlers={Refused: _refused})


class _Doors:
    """Every way in, all to the same account."""

    def __init__(self, bluesky: Bluesky) -> None:
        self._bluesky = bluesky

    async def session(self, request: Request) -> Response:
        body = await request.json()
        return self._told(self._bluesky.session(str(body.get("identifier")), str(body.get("password"))))

    async def renew(self, request: Request) -> Response:
        self._known(request)
        return self._told(self._bluesky.renewed())

    async def put(self, request: Request) -> Response:
        self._known(request)
        body = await request.json()
        return JSONResponse(self._bluesky.put(str(body.get("rkey")), body.get("record") or {}))

    async def delete(self, request: Request) -> Response:
        self._known(request)
        self._bluesky.records.pop(str((await request.json()).get("rkey")), None)
        return JSONResponse({"commit": {"cid": "bafyreigone", "rev": "3kaaaaaaaaaaa"}})

    async def get(self, request: Request) -> Response:
        return JSONResponse(self._bluesky.get(request.query_params.get("rkey", "")))

    async def upload(self, request: Request) -> Response:
        self._known(request)
        mime = request.headers.get("content-type", "")
        content = await request.body()
        mime = "image/png" if mime in {"", "*/*"} and content.startswith(b"\x89PNG") else mime
        return JSONResponse(self._bluesky.upload(content, mime))

    async def posts(self, request: Request) -> Response:
        self._known(request)
        return JSONResponse(self._bluesky.posts(request.query_params.getlist("uris")))

    def _known(self, request: Request) -> None:
        """The tokens travel as signed ones do, so that the library can read when they end."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").split(".")
        inner = _read(token[1]).get("jti", "") if len(token) == 3 else ""
        if inner not in self._bluesky.tokens:
            raise Refused(401, "AuthMissing", "Authentication Required")

    def _told(self, session: dict[str, Any]) -> Response:
        ends = int((self._bluesky.wall or self._bluesky.clock)()) + LASTS
        for name in ("accessJwt", "refreshJwt"):
            claims = {"jti": session[name], "exp": ends, "sub": self._bluesky.did, "scope": "com.atproto.access"}
            session[name] = f"{_written({'alg': 'HS256'})}.{_written(claims)}.c2ln"
        return JSONResponse(session)


def _written(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _read(part: str) -> dict[str, Any]:
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found if isinstance(found, dict) else {}


async def _refused(_: Request, refusal: Exception) -> Response:
    return JSONResponse(getattr(refusal, "body", {}), getattr(refusal, "status", 400))
