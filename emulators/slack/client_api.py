"""The people's side over HTTP, for a page in a browser: look at one person's screen and act on it."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from emulators.slack.errors import NotVisible, Refused
from emulators.slack.slack import Slack
from emulators.slack.state import Json

POLL_SECONDS = 20.0
SHOWN = 200  # messages of a chat that a page gets
Act = Callable[[Json], Awaitable[Json]]


def client_routes(slack: Slack) -> list[Route]:
    """All under /client; each POST answers when the app has acknowledged."""
    screen = _Screen(slack)
    acts: dict[str, Act] = {
        "say": screen.say,
        "file": screen.file,
        "command": screen.command,
        "tap": screen.tap,
        "submit": screen.submit,
        "close": screen.close,
        "home": screen.home,
    }
    posts = [Route(f"/client/{name}", _acting(act), methods=["POST"]) for name, act in acts.items()]
    gets = [Route("/client/people", screen.people), Route("/client/chats/{user_id}", screen.chats)]
    return [*gets, *posts]


class _Screen:
    """What one person has before them."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def people(self, _: Request) -> Response:
        people = [
            {"id": user.id, "name": user.real_name, "team": user.team, "tz": user.tz, "locale": user.locale}
            for user in self._slack.world.users.values()
            if not user.is_bot and not user.deleted
        ]
        return JSONResponse(people)

    async def chats(self, request: Request) -> Response:
        """Everything this person sees, at once or as soon as it is newer than `since`."""
        slack, user_id = self._slack, request.path_params["user_id"]
        if user_id not in slack.world.users:
            return JSONResponse({"error": "user_not_found"}, 404)
        await slack.tick()
        since = request.query_params.get("since", "")
        if since.isdecimal():
            await _unless_gone(request, slack.news(int(since), POLL_SECONDS))
        return JSONResponse({"version": slack.world.version, **self._shown(user_id)})

    def _shown(self, user_id: str) -> Json:
        slack = self._slack
        places = [place for place in slack.world.channels.values() if user_id in place.members and not place.im_of]
        return {
            "messages": [message.as_json() for message in slack.sees(user_id)[-SHOWN:]],
            "channels": [
                {
                    "id": place.id,
                    "name": place.name,
                    "messages": [message.as_json() for message in slack.channel_sees(place.id, user_id)[-SHOWN:]],
                }
                for place in places
            ],
            "home": slack.home(user_id),
            "modal": slack.modal(user_id),
            "notices": [{"text": notice.text, "at": notice.at} for notice in slack.notices(user_id)[-20:]],
        }

    async def say(self, asked: Json) -> Json:
        if asked.get("mention"):
            return {"ts": await self._slack.mentions(asked["user_id"], asked["channel"], asked["text"])}
        return {"ts": await self._slack.says(asked["user_id"], asked["text"], asked.get("channel"))}

    async def file(self, asked: Json) -> Json:
        """A file with its bytes in base64, and the words beside it."""
        content = base64.b64decode(asked["content"], validate=True)
        who, name, mime = asked["user_id"], asked["name"], asked["mime"]
        return {"ts": await self._slack.shares(who, name, content, mime, asked.get("text", ""))}

    async def command(self, asked: Json) -> Json:
        name = asked.get("command", "/tertulia")
        ack = await self._slack.commands(asked["user_id"], name, asked.get("text", ""), asked.get("channel"))
        return {"answered": ack.ok}

    async def tap(self, asked: Json) -> Json:
        """`action_id` with the value that tells buttons alike apart; `where`: message, home or modal."""
        user, action, value = asked["user_id"], asked["action_id"], asked.get("value")
        match asked.get("where", "message"):
            case "home":
                ack = await self._slack.taps_in_home(user, action, value)
            case "modal":
                ack = await self._slack.taps_in_modal(user, action, value)
            case _:
                ack = await self._slack.taps(user, asked.get("channel"), asked["ts"], action, value)
        return {"answered": ack.ok}

    async def submit(self, asked: Json) -> Json:
        errors = await self._slack.submits(asked["user_id"], asked.get("values", {}))
        return {"ok": not errors, "errors": errors}

    async def close(self, asked: Json) -> Json:
        await self._slack.closes(asked["user_id"])
        return {}

    async def home(self, asked: Json) -> Json:
        return {"home": await self._slack.opens_home(asked["user_id"])}


async def _unless_gone(request: Request, news: Coroutine[Any, Any, int]) -> None:
    """Wait for news, but not for somebody who has closed the page."""
    waits = {asyncio.ensure_future(news), asyncio.ensure_future(_gone(request))}
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _acting(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """What cannot be done now is 409, what was asked wrongly 400."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, **await act(await request.json())})
        except NotVisible as gone:
            return JSONResponse({"ok": False, "error": str(gone)}, 409)
        except Refused as refusal:
            return JSONResponse({"ok": False, "error": refusal.code}, 404)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            return JSONResponse({"ok": False, "error": f"not understood: {wrong}"}, 400)

    return endpoint
