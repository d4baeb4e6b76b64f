"""Carries calls to the Bot API over connections that stay open, and knows whether a byte had left."""

import json
from typing import Any

from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.adapters import far_side
from bot.adapters.base import SendFailed
from bot.adapters.far_side import FarSide, Reply, Request
from bot.adapters.fetching import PATH, fetched
from bot.adapters.telegram_errors import InDoubtError, NotSentError, RejectedError, TooManyError
from domain.delivery import Outcome
from domain.failpoints import Passing

CLASSED = frozenset({400, 401, 403, 404, 409})
"""Refusals that the library has a class for."""
LIBRARY_URL = "bot:"
"""All that the library ever sees of the address: so no log or error of its own can show the token."""
JSON = "application/json"


class Transport(BaseRequest):
    """Everything one bot calls.

    Args:
        api: the base before `/bot<token>/METHOD`.
        token: stays in here; neither the library nor a failure's text ever holds it.
        patience: seconds to wait for an answer.
        passing: told of each failpoint inside a request that sends; None sends the body in one write.
    """

    def __init__(self, api: str, token: str, patience: float = 20.0, passing: Passing | None = None) -> None:
        self._far, self._bot = FarSide(api, passing=passing), f"/bot{token}"
        self._api = api.rstrip("/")
        self._patience = patience

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._patience

    async def initialize(self) -> None:
        """Nothing: connections open with the first call."""

    async def shutdown(self) -> None:
        """Give the connections back; a later call opens new ones."""
        await self._far.close()

    async def call(self, method: str, params: dict[str, Any], wait: float = 0) -> Any:
        """A call past the library, which writes parameters into its log and loses a batch for one spoilt update.

        It also spends a third of a send's time on objects of which we need one number.

        Raises:
            TelegramError: as the library would raise it.
        """
        reply = await self._posted(f"/{method}", json.dumps(params).encode(), JSON, wait + self._patience)
        if reply.status != 200:
            return await _Refused(reply).post(LIBRARY_URL)
        return self.parse_json_payload(reply.body)["result"]

    async def fetched(self, file_id: str, most: int) -> bytes:
        """The bytes of a file that somebody sent.

        Raises:
            TelegramError: as the library would raise it.
            SendFailed: the file itself cannot be had.
        """
        found = await self.call("getFile", {"file_id": file_id})
        path, size = found.get("file_path"), found.get("file_size")
        if isinstance(size, int) and size > most:
            raise SendFailed(Outcome.STOP, "too_large")
        if not isinstance(path, str) or not PATH.fullmatch(path) or ".." in path:
            raise SendFailed(Outcome.STOP, "a file without a path")
        return await fetched(f"{self._api}/file{self._bot}/{path}", {}, most)

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 – the library's signature; it posts everything
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 – the library's signature
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 – the library's signature
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 – the library's signature
    ) -> tuple[int, bytes]:
        """One exchange of the library's; every failure becomes one of ours, without the address in its text."""
        patience = self._patience if read_timeout in (BaseRequest.DEFAULT_NONE, None) else float(read_timeout)
        body, kind = await _encoded(request_data)
        reply = await self._posted(url.removeprefix(LIBRARY_URL), body, kind, patience)
        return reply.status, reply.body

    async def _posted(self, path: str, body: bytes, kind: str, patience: float) -> Reply:
        """The answer, where it is one that the library has words for."""
        request = Request(self._bot + path, body, {"Content-Type": kind}, patience)
        try:
            reply = await self._far.post(request, points=path.startswith(("/send", "/edit")))
        except far_side.NotSentError as error:
            raise NotSentError(f"Telegram was not reached ({error})") from None
        except far_side.InDoubtError as error:
            raise InDoubtError(f"no answer from Telegram ({error})") from None
        if refused := _refused(reply):
            raise refused
        return reply

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


class _Refused(BaseRequest):
    """A refusal that is here already, for the library to put into words.

    Args:
        reply: Telegram's.
    """

    read_timeout = None
    parse_json_payload = staticmethod(Transport.parse_json_payload)

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    async def initialize(self) -> None:
        """Nothing: it calls nobody."""

    async def shutdown(self) -> None:
        """Nothing."""

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        """What came."""
        return self._reply.status, self._reply.body


async def _encoded(request_data: RequestData | None) -> tuple[bytes, str]:
    """The body and its type: JSON, or a form where there are files."""
    if request_data is None:
        return b"{}", JSON
    if not request_data.contains_files:
        return json.dumps(request_data.parameters).encode(), JSON
    import aiohttp  # heavy: only a file needs it

    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)  # names as UTF-8, as Telegram reads them
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    payload = form()
    return await payload.as_bytes(), str(payload.headers["Content-Type"])


def _refused(reply: Reply) -> TelegramError | None:
    """What the library would blur: it has one class for a broken server, a limit and a file too large."""
    code, answer = reply.status, reply.body
    if code == 200:
        return None
    if code == 429 or (code in CLASSED and b'"retry_after"' in answer):
        try:
            wait = json.loads(answer)["parameters"]["retry_after"]
            return TooManyError(max(0.0, float(wait)))
        except (ValueError, KeyError, TypeError):
            return TooManyError(None)
    if 400 <= code < 500 and code not in CLASSED:
        return RejectedError(f"Telegram refused the call ({code})")
    return None if code in CLASSED else InDoubtError(f"Telegram answered {code}")
