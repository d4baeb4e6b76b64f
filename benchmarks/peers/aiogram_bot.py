"""aiogram as its documentation runs a bot behind a webhook: its dispatcher in an aiohttp application; on uvloop."""

import asyncio

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.peers.given import Given
from benchmarks.peers.rows import Rows


def main() -> None:
    given = Given()
    rows = Rows(given.folder, wanted=given.stores)
    bot = Bot(given.token, session=AiohttpSession(api=TelegramAPIServer.from_base(given.api)))
    dispatcher = Dispatcher()

    @dispatcher.startup()
    async def on_startup() -> None:
        await rows.opened()
        await bot.set_webhook(f"http://127.0.0.1:{given.port}/telegram", secret_token=given.secret)

    @dispatcher.shutdown()
    async def on_shutdown() -> None:
        await rows.closed()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        if message.from_user:
            name = await rows.said(message.from_user.id, message.text or "")
            await message.answer(f"Hello {name}. I am the host here.")

    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=given.secret).register(app, path="/telegram")
    setup_application(app, dispatcher, bot=bot)
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    web.run_app(app, host="127.0.0.1", port=given.port, access_log=None, print=lambda *_: None, loop=loop)


if __name__ == "__main__":
    main()
