"""The emulated Slack over HTTP: the Web API, response_urls, uploads and the page that asks for consent."""

import base64
import binascii
import json
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from emulators.slack import files, installs, posting
from emulators.slack.client_api import client_routes
from emulators.slack.errors import Refused
from emulators.slack.faults import REFUSALS, UNRECORDED, Fault, Misbehaving
from emulators.slack.slack import Slack
from emulators.slack.state import Json


def slack_app(slack: Slack) -> Starlette:
    """The app; it works mounted at any prefix, and learns its own address from the first call it gets.

    Whoever mounts it calls `await slack.close()` at the end, since sockets are not its own.
    """
    doors = _Doors(slack)
    routes = [
        Route("/api/{method}", doors.api, methods=["GET", "POST"]),
        Route("/oauth/v2/authorize", doors.authorize),
        Route("/response/{id}", doors.response, methods=["POST"]),
        Route("/upload/{id}", doors.upload, methods=["POST", "PUT"]),
        Route("/files-pri/{place}/{path:path}", doors.private),
        *client_routes(slack),
    ]
    return Starlette(routes=routes)


class _Doors:
    """Every way in, all to the same Slack."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def api(self, request: Request) -> Response:
        """One call of the Web API, with whatever is to go wrong with it."""
        slack, method = self._slack, request.path_params["method"]
        self._learn_address(request)
        try:
            params = await _parameters(request)
        except Refused as refusal:
            return JSONResponse(refusal.answer())
        token = _token(request, params)
        fault = slack.faults.pick(method)
        if fault is not None and fault in UNRECORDED:
            return self._unrecorded(fault)
        answer = await self._answered(method, params, token, _basic(request))
        answer.headers["X-OAuth-Scopes"] = slack.scopes_of(token)
        return Misbehaving(fault, bytes(answer.body)) if fault else answer

    async def authorize(self, request: Request) -> Response:
        """Consent is given at once; the browser goes back to the app with a code."""
        try:
            return RedirectResponse(installs.authorize(self._slack, dict(request.query_params)), 302)
        except Refused as refusal:
            return PlainTextResponse(refusal.code, refusal.status)

    async def response(self, request: Request) -> Response:
        try:
            params = await _parameters(request)
            posting.respond(self._slack, request.path_params["id"], params)
        except Refused as refusal:
            return JSONResponse(refusal.answer(), 404 if refusal.status == 404 else 400)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """The bytes as the body itself, or as the one file of a form."""
        content = await request.body()
        if request.headers.get("content-type", "").startswith("multipart/"):
            form = await request.form()
            content = b"".join([await part.read() for part in form.values() if isinstance(part, UploadFile)])
        try:
            return PlainTextResponse(files.receive(self._slack, request.path_params["id"], content))
        except Refused as refusal:
            return PlainTextResponse(refusal.code, refusal.status)

    async def private(self, request: Request) -> Response:
        """The bytes of a file; who may not read them is sent to the page to log in, as at Slack."""
        file = files.fetched(self._slack, request.path_params["place"], _token(request, {}))
        if file is None:
            return RedirectResponse(f"{self._slack.base_url}/?redir=/files-pri", 302)
        return Response(file.content, media_type=file.mimetype or "application/octet-stream")

    async def _answered(
        self, method: str, params: Json, token: str | None, basic: tuple[str, str] | None
    ) -> JSONResponse:
        try:
            return JSONResponse(await self._slack.answer(method, params, token, basic))
        except Refused as refusal:
            return JSONResponse(refusal.answer(), refusal.status, refusal.headers)

    def _unrecorded(self, fault: Fault) -> Response:
        if fault not in REFUSALS:
            return Misbehaving(fault, b"")
        refusal = self._slack.faults.refusal(fault)
        return JSONResponse(refusal.answer(), refusal.status, refusal.headers)

    def _learn_address(self, request: Request) -> None:
        if not self._slack.base_url:
            root = request.scope.get("root_path", "")
            self._slack.base_url = f"{request.url.scheme}://{request.url.netloc}{root}"


async def _parameters(request: Request) -> Json:
    """From the query, a form, or JSON."""
    params: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return {**params, **body}
    return {**params, **await request.form()}


def _token(request: Request, params: Json) -> str | None:
    """In the header or among the parameters, where it is taken out."""
    given = params.pop("token", None)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else given


def _basic(request: Request) -> tuple[str, str] | None:
    """The client's id and secret, as OAuth clients send them."""
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_auth") from None
    return user, password
