"""Bolt as its documentation runs an async app by signed requests; on uvloop and with one session for all calls."""

import asyncio

import uvloop
from aiohttp import ClientSession, web
from slack_bolt.async_app import AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.peers.given import Given
from benchmarks.peers.rows import Rows


async def made() -> web.Application:
    """The app with its listener; the library's own way opens a session for each call, which costs it dearly."""
    given = Given()
    rows = Rows(given.folder, wanted=given.stores)
    await rows.opened()
    session = ClientSession()
    client = AsyncWebClient(given.token, base_url=f"{given.api}/api/", session=session)
    bolt = AsyncApp(client=client, signing_secret=given.secret)

    @bolt.event("message")
    async def start(event: dict[str, str], say: AsyncSay) -> None:
        name = await rows.said(int(event["user"][1:]), event["text"])
        await say(f"Hello {name}. I am the host here.")

    async def closed(_: web.Application) -> None:
        await session.close()
        await rows.closed()

    app: web.Application = bolt.server(path="/slack").web_app
    app.on_cleanup.append(closed)
    return app


def main() -> None:
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    web.run_app(made(), host="127.0.0.1", port=Given().port, access_log=None, print=lambda *_: None, loop=loop)


if __name__ == "__main__":
    main()
