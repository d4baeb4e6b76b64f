"""Requests of Slack by a seed: events, commands, taps and forms, signed, and hostile in all that is signed."""

import hashlib
import hmac
import json
import random
import time
from typing import Any
from urllib.parse import urlencode

from bot.adapters.slack_views import modal
from bot.ui import Sheet
from tests.fuzz.seen import Seen
from tests.fuzz.words import Words, spoilt

Json = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
SECRET, TEAM = "secret", "T1"
JSON, FORM = b"application/json", b"application/x-www-form-urlencoded"
EVENTS = ("app_home_opened", "member_joined_channel", "team_join", "tokens_revoked", "reaction_added", "link_shared")


class SlackInputs:
    """One request after the other; see `TelegramInputs` for the arguments."""

    name = "slack"

    def __init__(self, rng: random.Random, words: Words, seen: Seen, people: tuple[int, int]) -> None:
        self._rng, self._words, self._seen, self._people = rng, words, seen, people
        self._number = 1000
        self._before: list[tuple[bytes, bytes]] = [(JSON, b"{}")]

    def __call__(self) -> tuple[Headers, bytes]:
        """Headers and body of one request."""
        kind = self._rng.random()
        if kind < 0.03:
            return _signed(*self._rng.choice(self._before))
        if kind < 0.05:
            return _signed(self._rng.choice((JSON, FORM, b"\xff")), self._rng.randbytes(self._rng.randrange(60)))
        if kind < 0.06:
            return [], b"{}"
        made = self._made()
        self._before = [made, *self._before[:50]]
        return _signed(*made)

    def _made(self) -> tuple[bytes, bytes]:
        kind = self._rng.random()
        if kind < 0.35:
            return JSON, json.dumps(self._maybe_spoilt(self._event())).encode()
        if kind < 0.55:
            fields = {name: str(value) for name, value in dict(self._maybe_spoilt(self._command()) or {}).items()}
            return FORM, urlencode(fields, errors="surrogatepass").encode()
        payload = self._maybe_spoilt(self._tap() if kind < 0.85 else self._form())
        return FORM, urlencode({"payload": json.dumps(payload)}).encode()

    def _maybe_spoilt(self, tree: Json) -> Json:
        odd = spoilt(self._rng, tree) if self._rng.random() < 0.2 else tree
        return odd if isinstance(odd, dict) else tree

    def _next(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number}"

    def _user(self) -> str:
        known = self._rng.random() < 0.97
        most = self._rng.choice(self._people)
        return f"U{self._rng.randrange(1, most + 1) if known else self._rng.randrange(10**6, 10**9)}"

    def _event(self) -> Json:
        user, kind = self._user(), self._rng.random()
        text = self._words.command() if self._rng.random() < 0.5 else self._words.text()
        inner: Json = {"type": "message", "channel_type": "im", "channel": f"D{user}", "user": user, "text": text}
        if 0.6 < kind < 0.7:
            inner = {"type": "app_mention", "channel": "C1", "user": user, "text": f"<@UBOT> {text}"}
        elif kind > 0.7:
            inner = {"type": self._rng.choice(EVENTS), "user": user, "tab": "home", "channel": "C1", "inviter": user}
            inner |= {"tokens": {"bot": ["U1"]}} if self._rng.random() < 0.02 else {}
            inner |= {"user": {"id": user, "real_name": text[:80]}} if inner["type"] == "team_join" else {}
        if self._rng.random() < 0.05:
            inner |= self._rng.choice(({"bot_id": "B1"}, {"subtype": "message_changed"}, {"subtype": "file_share"}))
        whole = {"type": "event_callback", "team_id": TEAM, "event_id": self._next("Ev"), "event": inner}
        return whole | {"authorizations": [{"user_id": "UBOT", "team_id": TEAM}]}

    def _command(self) -> Json:
        user = self._user()
        return {
            "team_id": TEAM,
            "user_id": user,
            "user_name": f"person{user}",
            "channel_id": "C1",
            "command": "/tertulia",
            "text": self._words.command(),
            "trigger_id": self._next("7.8."),
            "response_url": "",
        }

    def _interaction(self, kind: str) -> Json:
        user = self._user()
        who = {"id": user, "username": "person", "name": self._words.text()[:30], "team_id": TEAM}
        team = {"id": TEAM, "domain": "here"}
        return {"type": kind, "user": who, "team": team, "trigger_id": self._next("9.9."), "api_app_id": "A1"}

    def _tap(self) -> Json:
        tap = self._interaction(self._rng.choice(("block_actions",) * 9 + ("shortcut",)))
        channel, _, ts = (self._rng.choice(self._seen.cards) if self._seen.cards else "D1/1.1").partition("/")
        place = {"type": "message", "channel_id": channel, "message_ts": ts, "is_ephemeral": self._rng.random() < 0.1}
        home = {"type": "view", "view_id": "V1"}
        packed, whose = self._seen.press()
        if whose.startswith("U") and self._rng.random() < 0.7:
            tap["user"]["id"] = whose
        action = {"type": "button", "action_id": "b0", "value": packed, "action_ts": self._next("17.")}
        return tap | {"container": self._rng.choice((place, place, home)), "actions": [action]}

    def _form(self) -> Json:
        form = self._interaction(self._rng.choice(("view_submission",) * 9 + ("view_closed",)))
        sheet = self._seen.sheet()
        view = modal(sheet) if sheet else {"private_metadata": "{}", "blocks": []}
        answers = {question.name: {"answer": self._answer()} for question in (sheet.questions if sheet else ())}
        if answers and self._rng.random() < 0.2:
            answers.pop(self._rng.choice(list(answers)))
        if self._rng.random() < 0.1:
            answers |= {self._words.text()[:20]: {"answer": self._answer()}, "id": {"answer": self._answer()}}
        if sheet and self._rng.random() < 0.2:
            view["private_metadata"] = json.dumps({"form": sheet.form, "hidden": self._hidden(sheet)})
        named = {"id": self._next("V"), "hash": self._next("h"), "callback_id": "", "state": {"values": answers}}
        return form | {"view": {**view, **named}}

    def _hidden(self, sheet: Sheet) -> dict[str, str]:
        return {name: self._words.text()[:300] for name in (*sheet.hidden, "member", "id", "~language")}

    def _answer(self) -> Json:
        odd = self._words.text()[:3000]
        choice = {"text": {"type": "plain_text", "text": "x"}, "value": self._rng.choice((odd, "skill", "yes", "1"))}
        return self._rng.choice(
            (
                {"type": "plain_text_input", "value": odd},
                {"type": "plain_text_input", "value": "A ladder for two days"},
                {"type": "plain_text_input", "value": None},
                {"type": "static_select", "selected_option": choice},
                {"type": "checkboxes", "selected_options": [choice, choice]},
                {"type": "datepicker", "selected_date": self._rng.choice(("2027-01-31", "2027-02-31", odd, None))},
            )
        )


def _signed(kind: bytes, body: bytes) -> tuple[Headers, bytes]:
    stamp = str(int(time.time())).encode()
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest()
    named = [(b"x-slack-request-timestamp", stamp), (b"x-slack-signature", b"v0=" + digest.encode())]
    return [*named, (b"content-type", kind)], body
