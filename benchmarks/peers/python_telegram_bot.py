"""python-telegram-bot as its documentation runs a bot behind one's own webhook: Application, Starlette, uvicorn."""

import asyncio
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from benchmarks.peers.given import Given
from benchmarks.peers.rows import Rows


async def main() -> None:
    given = Given()
    rows = Rows(given.folder, wanted=given.stores)
    await rows.opened()
    builder = Application.builder().token(given.token).base_url(f"{given.api}/bot").updater(None)
    application = builder.build()

    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        del context
        if update.effective_user and update.message:
            name = await rows.said(update.effective_user.id, update.message.text or "")
            await update.message.reply_text(f"Hello {name}. I am the host here.")

    application.add_handler(CommandHandler("start", start))

    async def telegram(request: Request) -> Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != given.secret:
            return Response(status_code=HTTPStatus.FORBIDDEN)
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    app = Starlette(routes=[Route("/telegram", telegram, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=given.port, log_level="error"))
    await application.bot.set_webhook(f"http://127.0.0.1:{given.port}/telegram", secret_token=given.secret)
    async with application:
        await application.start()
        await server.serve()
        await application.stop()
    await rows.closed()


if __name__ == "__main__":
    asyncio.run(main())
