"""Carries the library's calls to the Bot API over one aiohttp session, and knows whether a byte had left."""

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.adapters.points import InHalves, Passing
from bot.adapters.telegram_errors import InDoubtError, NotSentError, RejectedError, TooManyError

CLASSED = frozenset({400, 401, 403, 404, 409})
"""Refusals that the library has a class for."""
LIBRARY_URL = "bot:"
"""All that the library ever sees of the address: so no log or error of its own can show the token."""
JSON = "application/json"


@dataclass(frozen=True)
class _Parameters:
    """The parameters of a call without files, in the shape of the library's `RequestData`."""

    parameters: dict[str, Any]
    contains_files: bool = False


@dataclass
class _Attempt:
    """One request on its way; not frozen, for the session notes in it that the first byte left."""

    patience: float
    body: bytes = b""
    kind: str = JSON
    begun: bool = False


class Transport(BaseRequest):
    """One shared session for everything one bot does.

    Args:
        api: the base before `/bot<token>/METHOD`.
        token: stays in here; neither the library nor a failure's text ever holds it.
        patience: seconds to wait for an answer.
        passing: told of each failpoint inside a request that sends; None sends the body in one write.
    """

    def __init__(self, api: str, token: str, patience: float = 20.0, passing: Passing | None = None) -> None:
        self._address = f"{api.rstrip('/')}/bot{token}"
        self._patience, self._passing = patience, passing
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._patience

    async def initialize(self) -> None:
        """Nothing: the session opens with the first call."""

    async def shutdown(self) -> None:
        """Give the connections back; a later call opens new ones."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def call(self, method: str, params: dict[str, Any], wait: float = 0) -> Any:
        """A call past the library, which writes parameters into its log and loses a batch for one spoilt update.

        It also spends a third of a send's time on objects of which we need one number.
        """
        parameters: Any = _Parameters(params)  # all that our own `do_request` looks at
        return await self.post(f"{LIBRARY_URL}/{method}", parameters, read_timeout=wait + self._patience)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 – the library's signature
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 – the library's signature
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 – the library's signature
    ) -> tuple[int, bytes]:
        """One exchange; every failure becomes `NotSentError` or `InDoubtError`, without the address in its text."""
        patience = self._patience if read_timeout in (BaseRequest.DEFAULT_NONE, None) else float(read_timeout)
        trouble: TelegramError
        attempt = _Attempt(patience)
        try:
            attempt.body, attempt.kind = await _encoded(request_data)
            code, answer = await self._exchange(method, url.removeprefix(LIBRARY_URL), attempt)
        except Exception as error:  # noqa: BLE001 – whatever it was, only "had a byte left?" counts
            trouble = _trouble(error, begun=attempt.begun)
        else:
            if (refused := _refused(code, answer)) is None:
                return code, answer
            trouble = refused
        raise trouble  # outside the handler: the cause's text may hold the address and with it the token

    async def _exchange(self, method: str, path: str, attempt: _Attempt) -> tuple[int, bytes]:
        passing = self._passing if path.startswith(("/send", "/edit")) else None
        # Plain bytes would be tried as every other kind of body first.
        content = InHalves(attempt.body, passing) if passing else aiohttp.BytesPayload(attempt.body)
        headers = {"Content-Type": attempt.kind, "Content-Length": str(len(attempt.body))}
        timeout = aiohttp.ClientTimeout(total=attempt.patience + 10, connect=10, sock_read=attempt.patience)
        async with self._open().request(
            method, self._address + path, data=content, headers=headers, timeout=timeout,
            allow_redirects=False, trace_request_ctx=attempt,
        ) as response:  # fmt: skip
            if passing:
                passing("outbox.headers_read")
            return response.status, await response.read()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_begun)
            self._session = aiohttp.ClientSession(trace_configs=[trace], cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; half a body or another shape leaves us in doubt."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or not ({"result", "description"} & answer.keys()):
            raise InDoubtError("Telegram's answer could not be read")
        return answer


async def _begun(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
    """Called just before the first byte is written; aiohttp hands the attempt over inside its own context."""
    context.trace_request_ctx.begun = True


async def _encoded(request_data: RequestData | None) -> tuple[bytes, str]:
    """The body and its type: JSON, or a form where there are files."""
    if request_data is None:
        return b"{}", JSON
    if not request_data.contains_files:
        return json.dumps(request_data.parameters).encode(), JSON
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)  # names as UTF-8, as Telegram reads them
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    payload = form()
    return await payload.as_bytes(), str(payload.headers["Content-Type"])


def _trouble(error: Exception, *, begun: bool) -> TelegramError:
    words = "took too long" if isinstance(error, TimeoutError) else type(error).__name__
    return (
        InDoubtError(f"no answer from Telegram ({words})")
        if begun
        else NotSentError(f"Telegram was not reached ({words})")
    )


def _refused(code: int, answer: bytes) -> TelegramError | None:
    """What the library would blur: it has one class for a broken server, a limit and a file too large."""
    if code == 429 or (code in CLASSED and b'"retry_after"' in answer):
        try:
            wait = json.loads(answer)["parameters"]["retry_after"]
            return TooManyError(max(0.0, float(wait)))
        except (ValueError, KeyError, TypeError):
            return TooManyError(None)
    if 400 <= code < 500 and code not in CLASSED:
        return RejectedError(f"Telegram refused the call ({code})")
    return None if code in CLASSED or code == 200 else InDoubtError(f"Telegram answered {code}")
