"""The emulated X over HTTP: signatures are checked, caps stand in headers, and it misbehaves when asked to."""

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from emulators.serve import CONNECTION
from emulators.x.account import Account, Post
from emulators.x.faults import Fault
from emulators.x.signatures import Unsigned, account_of
from emulators.x.x import Refused, X

ORIGIN = "https://api.twitter.com"
"""What is signed, whatever address the request came by."""


def x_app(x: X) -> Starlette:
    """The app; it works mounted at any prefix."""
    doors = _Doors(x)
    return Starlette(
        routes=[
            Route("/2/tweets", doors.posts, methods=["POST", "GET"]),
            Route("/2/tweets/{id}", doors.post, methods=["DELETE"]),
            Route("/2/users/me", doors.me),
            Route("/2/users/{id}/tweets", doors.timeline),
            Route("/2/media/upload", doors.upload, methods=["POST"]),
            Route("/2/media/metadata", doors.metadata, methods=["POST"]),
        ],
        exception_handlers={Refused: _refused, Unsigned: _unsigned},
    )


class _Doors:
    """Every way in, all to the same X."""

    def __init__(self, x: X) -> None:
        self._x = x

    async def posts(self, request: Request) -> Response:
        """A new post, or several looked up."""
        account = self._account(request)
        if request.method == "GET":
            wanted = set(request.query_params.get("ids", "").split(","))
            return JSONResponse({"data": [_shown(post) for post in account.standing() if post.id in wanted]})
        fault = self._x.faults.pick()
        if fault and not fault.recorded:
            return await self._unrecorded(request, fault, account)
        try:
            made = self._x.post(account, await request.json())
        except Refused as refusal:
            return JSONResponse(refusal.body, refusal.status, headers=self._caps(account))
        body = {"data": {"id": made.id, "text": made.text, "edit_history_tweet_ids": [made.id]}}
        answer = JSONResponse(body, 201, headers=self._caps(account))
        return await _spoilt(request, fault, answer) if fault else answer

    async def post(self, request: Request) -> Response:
        """A post is taken back."""
        self._x.delete(self._account(request), request.path_params["id"])
        return JSONResponse({"data": {"deleted": True}})

    async def me(self, request: Request) -> Response:
        """Who the token is."""
        account = self._account(request)
        return JSONResponse({"data": {"id": account.id, "name": account.username, "username": account.username}})

    async def timeline(self, request: Request) -> Response:
        """An account's own posts, newest first."""
        account = self._account(request)
        since = int(request.query_params.get("since_id", "0"))
        most = int(request.query_params.get("max_results", "10"))
        found = [post for post in account.standing() if int(post.id) > since][:most]
        return JSONResponse({"data": [_shown(post) for post in found], "meta": {"result_count": len(found)}})

    async def upload(self, request: Request) -> Response:
        """A picture in one piece."""
        account = self._account(request)
        async with request.form() as form:
            file = form.get("media")
            if not isinstance(file, UploadFile) or form.get("media_category") != "tweet_image":
                raise Refused(400, "Invalid Request", "media and media_category are required.")
            made = self._x.picture(account, await file.read(), str(form.get("media_type") or ""))
        return JSONResponse({"data": {"id": made.id, "media_key": f"3_{made.id}", "expires_after_secs": 86400}})

    async def metadata(self, request: Request) -> Response:
        """A picture's description."""
        account, body = self._account(request), await request.json()
        alt = ((body.get("metadata") or {}).get("alt_text") or {}).get("text") or ""
        self._x.describe(account, str(body.get("id")), str(alt))
        return JSONResponse({"data": {"id": body["id"], "associated_metadata": body["metadata"]}})

    def _account(self, request: Request) -> Account:
        url, x = ORIGIN + request.url.path, self._x
        header = request.headers.get("authorization", "")
        return account_of(header, request.method, url, request.url.query, x.accounts, x.wall())

    def _caps(self, account: Account) -> dict[str, str]:
        left, ends = max(0, self._x.left(account)), self._x.resets(account)
        return {
            "x-rate-limit-limit": "10000", "x-rate-limit-remaining": "9999", "x-rate-limit-reset": str(ends),
            "x-user-limit-24hour-limit": str(self._x.cap), "x-user-limit-24hour-remaining": str(left),
            "x-user-limit-24hour-reset": str(ends),
        }  # fmt: skip

    async def _unrecorded(self, request: Request, fault: Fault, account: Account) -> Response:
        if fault is Fault.RESET_BEFORE:
            request.scope["extensions"][CONNECTION].reset()
            return Response()
        if fault is Fault.TOO_MANY:
            ends = str(int(self._x.clock()) + 60)
            limits = {**self._caps(account), "x-rate-limit-remaining": "0", "x-rate-limit-reset": ends}
            return JSONResponse({"title": "Too Many Requests", "status": 429}, 429, headers=limits)
        return PlainTextResponse("Over capacity", 503)


def _shown(post: Post) -> dict[str, Any]:
    metrics = {"impression_count": post.seen, "like_count": 0, "retweet_count": 0, "reply_count": 0, "quote_count": 0}
    return {"id": post.id, "text": post.text, "public_metrics": metrics, "edit_history_tweet_ids": [post.id]}


async def _spoilt(request: Request, fault: Fault, answer: Response) -> Response:
    """The post stands; what its author hears of it is another matter."""
    if fault is Fault.HANG_AFTER:
        await asyncio.Event().wait()
    if fault is Fault.RESET_AFTER:
        request.scope["extensions"][CONNECTION].reset()
    if fault is Fault.UNAVAILABLE_AFTER:
        return PlainTextResponse("Over capacity", 503)
    if fault is Fault.HALF_BODY:
        return Response(bytes(answer.body)[:9], 201, media_type="application/json")
    return Response(b"<html>all is well</html>", 200) if fault is Fault.RUBBISH_AFTER else answer


async def _refused(_: Request, refusal: Exception) -> Response:
    return JSONResponse(getattr(refusal, "body", {}), getattr(refusal, "status", 400))


async def _unsigned(_: Request, trouble: Exception) -> Response:
    return JSONResponse({"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": str(trouble)}, 401)
