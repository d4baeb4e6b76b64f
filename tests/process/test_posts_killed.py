"""Posts on three networks while the real process is killed again and again: each is out once, or visibly in doubt."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.cli.simulation.newsstand import Newsstand, opened
from emulators.x import Fault
from tests.process.command import Running, until
from tests.process.conftest import Start
from tests.process.far import Far, telegram

NOON, TWO = "2026-11-18T12:00:00+00:00", "2026-11-18T13:00:00+00:00"
POSTS = 6
STATES = """
    SELECT post.text, post_channel.kind, post_variant.state FROM post_variant
    JOIN post ON post.id = post_variant.post_id JOIN post_channel ON post_channel.id = post_variant.channel_id
"""
NAMES = {"x": "X", "bluesky": "Bluesky", "telegram": "News"}


@dataclass
class Public:
    """What can be read on each network, counted there."""

    stand: Newsstand
    emulator: Any
    group: int

    def read(self) -> dict[str, Counter[str]]:
        chat = self.emulator.chats[self.group]
        return {
            "x": Counter(post.written for post in self.stand.account.posts),
            "bluesky": Counter(str(record.value["text"]) for record in self.stand.bluesky.records.values()),
            "telegram": Counter(m.text for m in chat.messages.values() if m.text and m.text.startswith("Post ")),
        }

    def count(self, kind: str) -> int:
        return self.read()[kind].total()


class Hands:
    """A wall clock that goes on a little each time somebody looks."""

    def __init__(self, file: Path) -> None:
        self._file, self.now = file, datetime.fromisoformat(NOON)
        self.moves()

    def moves(self, to: str = "", **by: float) -> None:
        self.now = datetime.fromisoformat(to) if to else self.now + timedelta(**by)
        draft = self._file.with_suffix(".new")
        draft.write_text(self.now.isoformat(), encoding="utf-8")
        draft.replace(self._file)

    def until(self, holds: Callable[[], bool]) -> Callable[[], bool]:
        """The same condition, under which time passes."""

        def looks() -> bool:
            self.moves(seconds=0.1)
            return holds()

        return looks


async def planned(mara: Far, bot: Running, group: int) -> list[str]:
    """Six posts that Mara wrote, approved and planned for one and the same moment."""
    await mara.says("/start")
    await mara.comes_to_see("I am the host here")
    await mara.says("/claim open-sesame")
    await mara.comes_to_see("You own Tertulia now")
    await mara.says("/post channels")
    await mara.comes_to_see("[Add a channel…]")
    await mara.taps("Add a channel")
    await mara.fills(kind="telegram", address=str(group), name="News")
    await mara.comes_to_see("is a channel of yours now")
    texts = [f"Post {number}: nine people met." for number in range(POSTS)]
    for text in texts:
        await mara.says(f"/post {text}")
        await mara.comes_to_see(f"Draft: {text}")
        await mara.taps("Hand in")
        await mara.comes_to_see(f"To decide: {text}", "[Approve]")
        await mara.taps("Approve")
        await mara.comes_to_see(f"Approved: {text}")
        await mara.taps("Choose a time…")
        await mara.comes_to_see("On which day?")
        await mara.fills(day="2026-11-18", hour="14:00")
        await mara.comes_to_see(f"Goes out Wed 18 Nov 14:00: {text}")
    await bot.quiet(NOON)
    return texts


def seen(mara: Far, card: str) -> bool:
    return mara.has(card) == 1


def states(bot: Running) -> dict[tuple[str, str], str]:
    return {(str(kind), str(text)): str(state) for text, kind, state in bot.rows(STATES) if kind in NAMES}


async def test_each_post_is_out_once_or_visibly_in_doubt_however_often_it_dies(running: Start, tmp_path: Path) -> None:
    clock = Hands(tmp_path / "clock")
    async with telegram() as (platform, settings), opened(time.time) as stand:
        more = {"TEST": "1", "CLOCK_FILE": str(tmp_path / "clock"), "OWNER_CODE": "open-sesame"}
        bot, mara = running(**settings, **stand.settings, **more), Far("Mara", platform)
        await bot.start()
        group = platform.emulator.group("News", [platform.id_of("Mara")], "supergroup")
        platform.emulator.adds_bot(group, platform.id_of("Mara"), "administrator")
        public = Public(stand, platform.emulator, group)
        texts = await planned(mara, bot, group)
        stand.x.faults.next(None, Fault.HANG_AFTER)
        clock.moves(to=TWO)
        for moment in (
            lambda: stand.x.faults.happened[Fault.HANG_AFTER] == 1,
            lambda: public.count("x") >= POSTS - 2,
            lambda: public.count("telegram") >= POSTS - 1,
        ):
            await until(clock.until(moment), bot.said)
            await bot.restart()
        await until(clock.until(lambda: not {"pending", "sending"} & set(states(bot).values())), bot.said)
        clock.moves(minutes=5)
        await bot.quiet(clock.now.isoformat())
        found, read = states(bot), public.read()
        assert set(found) == {(kind, text) for kind in NAMES for text in texts}
        for (kind, text), state in found.items():
            assert read[kind][text] == 1 if state == "sent" else read[kind][text] <= 1, (kind, text, bot.said())
            if state != "sent":
                assert state == "uncertain", (kind, text, bot.said())
                card = f"Is it on {NAMES[kind]}? {text}"
                await until(partial(seen, mara, card), mara.screen)
        assert found["x", texts[1]] == "sent", "what hung was found on our own timeline"
        assert (await bot.stop())[0] == 0
