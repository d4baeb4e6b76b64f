"""Updates of Telegram by a seed: real shapes of every kind, hostile in what they say and in how they are built."""

import json
import random
from typing import Any

from tests.fuzz.seen import Seen
from tests.fuzz.words import Words, spoilt

Json = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
SECRET = "a-secret-of-the-webhook"
HEADERS: Headers = [(b"x-telegram-bot-api-secret-token", SECRET.encode()), (b"content-type", b"application/json")]
GROUPS = (-100, -1001234567890)
LANGUAGES = ("en", "es", "it", "de-DE", "", "xx-\u202e", "e" * 99)
UNWANTED = ("edited_message", "channel_post", "edited_channel_post", "inline_query", "poll", "chat_join_request")


class TelegramInputs:
    """One update after the other.

    Args:
        rng: decides.
        words: texts.
        seen: what the bot has shown.
        people: how many persons do half of all, and how many are known to the far side.
    """

    name = "telegram"

    def __init__(self, rng: random.Random, words: Words, seen: Seen, people: tuple[int, int]) -> None:
        self._rng, self._words, self._seen, self._people = rng, words, seen, people
        self._number = 1000
        self._before: list[bytes] = [b"{}"]

    def __call__(self) -> tuple[Headers, bytes]:
        """Headers and body of one request."""
        kind = self._rng.random()
        if kind < 0.03:
            return HEADERS, self._rng.choice(self._before)
        if kind < 0.05:
            return HEADERS, self._rng.randbytes(self._rng.randrange(60))
        if kind < 0.06:
            return HEADERS[1:], b"{}"
        update = self._update()
        if self._rng.random() < 0.2:
            update = spoilt(self._rng, update)
        body = json.dumps(update).encode()
        self._before = [body, *self._before[:50]]
        return HEADERS, body

    def _update(self) -> Json:
        self._number += 1
        number = self._rng.randrange(2**31) if self._rng.random() < 0.05 else self._number
        kind = self._rng.random()
        if kind < 0.4:
            return {"update_id": number, "callback_query": self._tap()}
        if kind < 0.92:
            return {"update_id": number, "message": self._message()}
        if kind < 0.96:
            return {"update_id": number, "my_chat_member": self._membership()}
        return {"update_id": number, self._rng.choice(UNWANTED): self._message()}

    def _person(self) -> Json:
        known = self._rng.random() < 0.97
        most = self._rng.choice(self._people)
        number = self._rng.randrange(1, most + 1) if known else self._rng.randrange(10**6, 10**9)
        name = self._words.text()[:64] if self._rng.random() < 0.1 else f"Person {number}"
        bot = self._rng.random() < 0.01
        person = {"id": number, "is_bot": bot, "first_name": name, "language_code": self._rng.choice(LANGUAGES)}
        return person | ({"last_name": self._words.text()[:64]} if self._rng.random() < 0.05 else {})

    def _chat(self, person: Json) -> Json:
        if self._rng.random() < 0.85:
            return {"id": person["id"], "type": "private", "first_name": person["first_name"]}
        kind = self._rng.choice(("group", "supergroup", "supergroup", "channel"))
        return {"id": self._rng.choice(GROUPS), "type": kind, "title": self._words.text()[:200]}

    def _message(self) -> Json:
        person = self._person()
        self._number += 1
        message: Json = {"message_id": self._number, "date": 1_800_000_000, "from": person, "chat": self._chat(person)}
        kind = self._rng.random()
        if kind < 0.9:
            return message | self._said(message["chat"]["type"] != "private")
        return message | self._rng.choice(self._happenings())

    def _said(self, group: bool) -> Json:
        if self._rng.random() < 0.5:
            text = f"/{self._words.command()}"
            first = text.split(" ", maxsplit=1)[0]
            return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": len(first)}]}
        text = self._words.command() if self._rng.random() < 0.4 else self._words.text()
        if not group:
            return {"text": text} if self._rng.random() < 0.95 else {"caption": text, "photo": []}
        mention = {"type": "mention", "offset": 0, "length": 13}
        odd = {"type": "mention", "offset": self._rng.randrange(-5, 5000), "length": self._rng.randrange(-5, 5000)}
        return {"text": f"@tertulia_bot {text}", "entities": [self._rng.choice((mention, mention, odd))]}

    def _happenings(self) -> list[Json]:
        place = {"latitude": self._rng.uniform(-100, 100), "longitude": self._rng.uniform(-200, 200)}
        return [
            {"location": place},
            {"location": {"latitude": 1e308, "longitude": -1e308}},
            {"new_chat_members": [self._person() for _ in range(self._rng.randrange(4))]},
            {"left_chat_member": self._person()},
            {"migrate_to_chat_id": self._rng.choice((*GROUPS, 0, 5))},
            {"forward_origin": {"type": "user", "date": 1, "sender_user": self._person()}, "text": "/help"},
            {"sender_chat": {"id": -5, "type": "channel"}, "text": "/help"},
            {"via_bot": self._person(), "text": "/help"},
            {"sticker": {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1}},
            {"contact": {"phone_number": "+34", "first_name": "x"}},
        ]

    def _tap(self) -> Json:
        packed, chat_of = self._seen.press()
        person = self._person()
        if chat_of.isdecimal() and self._rng.random() < 0.7:
            person["id"] = int(chat_of)
        self._number += 1
        tap: Json = {"id": str(self._number), "from": person, "chat_instance": "1", "data": packed}
        if self._rng.random() < 0.9:
            place, _, message = (self._rng.choice(self._seen.cards) if self._seen.cards else "1/1").partition("/")
            number = int(message) if message.isdecimal() else self._rng.randrange(2**31)
            chat = {"id": person["id"], "type": "private"} if self._rng.random() < 0.8 else self._chat(person)
            chat["id"] = int(place) if self._rng.random() < 0.1 and place.lstrip("-").isdecimal() else chat["id"]
            tap["message"] = {"message_id": number, "date": self._rng.choice((0, 1_800_000_000)), "chat": chat}
        return tap

    def _membership(self) -> Json:
        person, bot = self._person(), {"id": 1234, "is_bot": True, "first_name": "Tertulia"}
        before, now = (self._rng.choice(("member", "left", "administrator", "odd")) for _ in range(2))
        rights = {"can_be_edited": False, "is_anonymous": False}
        return {
            "chat": self._chat(person),
            "from": person,
            "date": self._rng.choice((1_800_000_000, 0, 2**31, 2**40)),
            "old_chat_member": {"user": bot, "status": before, **rights},
            "new_chat_member": {"user": bot, "status": now, **rights},
        }
