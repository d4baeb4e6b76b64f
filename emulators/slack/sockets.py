"""Socket Mode: the WebSocket that an app opens to Slack, with its hello, envelopes and acknowledgements."""

import asyncio
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from emulators.slack.state import Json


class SocketDoor:
    """A listener of its own on the loopback, opened with the first `apps.connections.open`.

    It is not a route of the Starlette app because that app's server may come without any WebSocket library.
    """

    def __init__(self) -> None:
        self._runner: web.AppRunner | None = None
        self._address = ""
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._wires: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._stalled: set[web.WebSocketResponse] = set()
        self._shut = False
        self.turned_away = 0
        """Apps that came while it was shut, or with an address that was used before."""
        self._arrived = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    @property
    def open(self) -> bool:
        """Is at least one app connected?"""
        return bool(self._sockets)

    @property
    def lively(self) -> bool:
        """Does anything come through the newest socket?"""
        return bool(self._sockets) and self._sockets[-1] not in self._stalled

    async def connected(self) -> None:
        """Wait until an app is there."""
        await self._arrived.wait()

    async def address(self) -> str:
        """A fresh address, good for one connection."""
        if self._runner is None:
            await self._listen()
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"{self._address}/link?ticket={ticket}&app_id=A1"

    async def send(self, envelope: Json, patience: float) -> Any:
        """Send one envelope over the newest socket and wait for its acknowledgement; its payload is returned."""
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answered
        try:
            if self._sockets[-1] not in self._stalled:
                await self._sockets[-1].send_str(json.dumps(envelope))
            return await asyncio.wait_for(answered, patience)
        except ConnectionError as gone:
            raise TimeoutError from gone
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def drop(self, reason: str = "refresh_requested") -> None:
        """Ask every app to connect anew, as Slack does every few hours."""
        for socket in list(self._sockets):
            self._part(socket)
            await socket.send_str(json.dumps({"type": "disconnect", "reason": reason}))

    def deafen(self) -> None:
        """What apps say over the sockets that are open is not read any more, not even their pings."""
        for socket in self._sockets:
            self._wires[socket].pause_reading()

    def stall(self) -> None:
        """The open sockets stay open, and nothing comes through them any more in either direction."""
        self.deafen()
        self._stalled.update(self._sockets)

    def shut(self, shut: bool = True) -> None:
        """Whoever comes is turned away for a while; the address they came with is spent."""
        self._shut = shut

    async def close(self) -> None:
        for wire in self._wires.values():
            if not wire.is_closing():
                wire.resume_reading()
        for socket in list(self._sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _listen(self) -> None:
        app = web.Application()
        app.router.add_get("/link", self._connection)
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"ws://{host}:{port}"

    async def _connection(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        if not known or self._shut:
            self.turned_away += 1
            return web.Response(status=503 if known else 403, text="invalid ticket")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        assert isinstance(request.transport, asyncio.Transport)
        self._wires[socket] = request.transport
        try:
            await socket.send_str(json.dumps(self._hello()))
            self._arrived.set()
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._part(socket)
        return socket

    def _part(self, socket: web.WebSocketResponse) -> None:
        """Nothing more is sent over this one."""
        self._wires.pop(socket, None)
        self._stalled.discard(socket)
        if socket in self._sockets:
            self._sockets.remove(socket)
        if not self._sockets:
            self._arrived.clear()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {"host": "applink", "approximate_connection_time": 18060},
            "connection_info": {"app_id": "A1"},
        }

    def _acknowledged(self, raw: str) -> None:
        """Anything that is no acknowledgement is passed over, as Slack does."""
        try:
            message = json.loads(raw)
        except ValueError:
            return
        waiting = self._waiting.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload"))
