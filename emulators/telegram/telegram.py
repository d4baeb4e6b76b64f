"""One emulated Telegram: the bot's calls come in here, the people act and look here."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Self

from emulators.telegram import saving
from emulators.telegram.account import commands_for
from emulators.telegram.courier import Courier
from emulators.telegram.errors import ApiError, NotVisible, bad, no_such_method, too_many
from emulators.telegram.faults import REFUSALS, Fault, Faults
from emulators.telegram.groups import Groups
from emulators.telegram.methods import METHODS
from emulators.telegram.model import Call, Payload, Query, Toast
from emulators.telegram.pace import COUNTED, Pace
from emulators.telegram.params import Params
from emulators.telegram.views import Shown, keyboard_labels, shown_chat
from emulators.telegram.world import PRESENT

Checker = Callable[[str, dict[str, Any]], str | None]
REMEMBERED_CALLS = 20_000


class Telegram(Groups):
    """The whole platform for one bot, in memory.

    `checker` looks at every call and may answer with a sentence; then the call is refused and the sentence
    stands in `violations`. `limits` switches Telegram's published limits on; they are kept on `now`.
    """

    def __init__(
        self,
        token: str = "1234:test",
        username: str = "tertulia_bot",
        now: Callable[[], float] = time.time,
        *,
        checker: Checker | None = None,
        limits: bool = False,
        faults: Faults | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(token, username, now, seed)
        self.checker = checker
        self.faults = faults or Faults(seed)
        self.pace = Pace() if limits else None
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.courier = Courier(self.updates, now)

    # the bot's side

    def call(self, method: str, params: Mapping[str, Any], fault: Fault | None = None) -> tuple[int, Payload]:
        """Carry out one call of the bot; gives the HTTP status and the JSON."""
        try:
            self._admit(method, dict(params), fault)
            answer = 200, {"ok": True, "result": METHODS[method](self, Params(params))}
        except ApiError as error:
            answer = error.code, error.body()
        self.record(method, params, str(answer[1].get("description", "ok")), fault)
        return answer

    def _admit(self, method: str, params: dict[str, Any], fault: Fault | None) -> None:
        if method not in METHODS:
            raise no_such_method()
        self.check(method, params)
        if fault in REFUSALS:
            raise self.faults.refusal(fault)
        if fault is Fault.MIGRATE and self._is_group(params.get("chat_id")):
            self.migrates(params["chat_id"])
        if self.pace is not None and method in COUNTED:
            chat = self.open_chat(Params(params))
            wait = self.pace.admit(chat.id, group=chat.kind != "private", now=self.now())
            if wait > 0:
                raise too_many(wait)

    def _is_group(self, chat_id: Any) -> bool:
        chat = self.chats.get(chat_id)
        return chat is not None and chat.kind == "group" and chat.migrated_to is None

    def check(self, method: str, params: dict[str, Any]) -> None:
        """Let the checker see a call; a violation is kept and refused."""
        sentence = self.checker(method, params) if self.checker else None
        if sentence is not None:
            self.violations.append(f"{method}: {sentence}")
            raise bad(sentence)

    def record(self, method: str, params: Mapping[str, Any], outcome: str, fault: Fault | None = None) -> None:
        """Remember a call; only the latest ones, for a demo may run for weeks."""
        self.calls.append(Call(method, params, outcome, self.now(), fault))
        if len(self.calls) > REMEMBERED_CALLS:
            del self.calls[: REMEMBERED_CALLS // 2]

    def redeliver(self) -> None:
        """Send the bot the last update once more."""
        self.updates.redeliver()

    async def pump(self) -> bool:
        """Deliver to the webhook what waits now; False if the bot keeps refusing an update."""
        return await self.courier.pump()

    async def close(self) -> None:
        """Stop delivering; for an app that was mounted, whose lifespan nobody runs."""
        await self.courier.stop()

    # what people see

    def sees(self, user_id: int) -> list[Shown]:
        """A person's chat with the bot, in order, in its present version."""
        return shown_chat(self, self.chats[user_id])

    def group_sees(self, chat_id: int) -> list[Shown]:
        """A group's chat."""
        chat = self.chats.get(chat_id)
        if chat is None or chat.kind == "private":
            raise NotVisible(f"There is no group {chat_id}.")
        return shown_chat(self, chat)

    def toasts(self, user_id: int) -> list[Toast]:
        """The answers to a person's taps."""
        return list(self.toasts_of.get(user_id, ()))

    def unanswered(self) -> list[Query]:
        """Taps on which a little clock still turns."""
        return [query for query in self.queries.values() if not query.answered]

    def keyboard(self, user_id: int) -> list[list[Payload]]:
        """The keyboard below a person's private chat."""
        return keyboard_labels(self.chats[user_id].reply_keyboard)

    def menu(self, user_id: int) -> list[Payload]:
        """The commands that a person's app offers."""
        return commands_for(self, self.users[user_id].language)

    def groups_of(self, user_id: int) -> list[int]:
        """The groups a person is in."""
        return [
            chat.id
            for chat in self.chats.values()
            if chat.kind != "private" and chat.migrated_to is None and chat.members.get(user_id) in PRESENT
        ]

    def version_for(self, user_id: int) -> int:
        """Grows whenever this person's screen changes."""
        return max(self.chats[chat_id].version for chat_id in [user_id, *self.groups_of(user_id)])

    # over a restart

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON."""
        return saving.dump(self)

    @classmethod
    def load(cls, state: Mapping[str, Any], **options: Any) -> Self:
        """A Telegram that goes on where another was dumped; `options` are those of the constructor."""
        telegram = cls(state["token"], state["username"], seed=state["seed"], **options)
        saving.restore(telegram, state)
        return telegram
