"""Socket Mode: the SDK's client, with each delivery acknowledged once it is stored."""

import asyncio
from typing import Any

import structlog
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.adapters.slack_calls import Calls, quiet
from bot.adapters.slack_receiving import Reception

log = structlog.get_logger()


class Socket:
    """A socket that connects again by itself.

    Args:
        app_token: opens it.
        calls: the Web API, which says where.
        reception: takes in what arrives.
        pulse: seconds between two looks whether it is alive; one that answers no ping is given up and opened anew.
    """

    def __init__(self, app_token: str, calls: Calls, reception: Reception, pulse: float) -> None:
        self._reception, self._pulse = reception, pulse
        self._client = SocketModeClient(app_token, quiet(), calls.client(), ping_interval=pulse)
        self._client.socket_mode_request_listeners.append(self._heard)
        self._connecting = asyncio.create_task(self._connect())
        self._watching = asyncio.create_task(self._watch())

    async def opened(self, patience: float = 5.0) -> None:
        """Wait for the first connection, but not for long: Slack may be away, and the bot begins all the same."""
        await asyncio.wait({self._connecting}, timeout=patience)
        if not self._connecting.done():
            log.warning("Slack's socket is not open yet", platform="slack")

    async def close(self) -> None:
        """Hang up, and wait until the SDK's tasks have ended."""
        self._client.closed = True
        for task in (self._connecting, self._watching):
            task.cancel()
        await asyncio.gather(self._connecting, self._watching, return_exceptions=True)
        client = self._client
        tasks: list[Any] = [client.message_processor, client.current_session_monitor, client.message_receiver]
        await client.close()  # type: ignore[no-untyped-call]  # the SDK left it without types
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)

    async def _connect(self) -> None:
        await self._client.connect()  # type: ignore[no-untyped-call]  # as above

    async def _watch(self) -> None:
        """An address is good for one try, and the SDK would try the same one for ever: it shall ask for another."""
        away = 0
        while True:
            await asyncio.sleep(self._pulse)
            if await self._client.is_connected():
                if away > 1:
                    log.info("Slack's socket is open again", platform="slack")
                away = 0
                continue
            away += 1
            self._client.wss_uri = None
            if away == 2:
                log.warning("Slack's socket is closed", platform="slack", again_in=self._pulse)

    async def _heard(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Without an acknowledgement Slack sends an event again."""
        answer = await self._reception.take(request.type, request.payload)
        if answer.status >= 500:
            return
        payload = answer.body if isinstance(answer.body, dict) else None
        response = SocketModeResponse(request.envelope_id, payload)
        try:
            await client.send_socket_mode_response(response)
        except ConnectionError:
            log.info("the socket closed before an acknowledgement", platform="slack")
