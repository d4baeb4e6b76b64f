"""Pictures that lie aside: brought to a platform once, named there afterwards, and put into cards that stand."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot.adapters.base import Address, Parcel
from bot.ui import Button, File, Message, Run, row
from scheduler.shelf import Shelves
from storage import picture_files
from storage.db import Database
from tests.contract.slack_side import SlackSide
from tests.contract.telegram_side import ANN, TelegramSide, telegram_side

CAT, DOG = (b"\x89PNG\r\n\x1a\n" + bytes([number]) * 30 for number in (1, 2))
GO = row(Button("Go", Run("go")))
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Gallery:
    """A platform with a shelf of pictures beside it."""

    side: Any
    name: str
    db: Database
    shelves: Shelves

    def picture(self, content: bytes, name: str = "cat.png") -> File:
        """Put on the shelf."""
        kept = self.db.run_now(partial(picture_files.keep, content=content, now=NOW))
        return File(name, b"", "image/png", kept=kept)

    async def send(self, message: Message, op: str = "send", target: str = "") -> str:
        """To Ann."""
        workspace = "T1" if self.name == "slack" else ""
        to, shelf = Address(self.name, str(self.side.ann), workspace), self.shelves.of(self.name, workspace)
        return str(await self.side.adapter.send(Parcel(op, to, message, "1", target=target, shelf=shelf)))

    def uploads(self) -> int:
        """How often bytes of a picture were brought."""
        if self.name == "slack":
            return len(self.side.asked("files.getUploadURLExternal"))
        return sum(any(hasattr(value, "content") for value in call.params.values()) for call in self.side.world.calls)

    def forget(self) -> None:
        """The platform forgets what it was given."""
        (self.side.world.files if self.name == "telegram" else self.side.world.world.files).clear()


@pytest.fixture
async def gallery(platform: Any, sqlite: Database) -> Gallery:
    """Each platform in turn."""
    return Gallery(platform, platform.adapter.name, sqlite, Shelves(sqlite))


async def test_a_picture_is_brought_once_and_named_from_then_on(gallery: Gallery) -> None:
    card = Message("*The* cat", GO, image=gallery.picture(CAT), alt="a cat")
    for _ in range(3):
        await gallery.send(card)
    gallery.shelves = Shelves(gallery.db)  # after a restart
    await gallery.send(card)
    seen = gallery.side.sees()
    assert [one.files for one in seen] == [("cat.png",)] * 4
    assert all("The cat" in one.text and one.labels == ("Go",) for one in seen)
    assert gallery.uploads() == 1


async def test_many_at_once_bring_it_once(gallery: Gallery) -> None:
    card = Message("The cat", image=gallery.picture(CAT), alt="a cat")
    await asyncio.gather(*(gallery.send(card) for _ in range(5)))
    assert (len(gallery.side.sees()), gallery.uploads()) == (5, 1)


async def test_what_the_platform_no_longer_knows_is_brought_again(gallery: Gallery) -> None:
    card = Message("The cat", image=gallery.picture(CAT), alt="a cat")
    await gallery.send(card)
    gallery.forget()
    for _ in range(2):
        await gallery.send(card)
    assert [one.files for one in gallery.side.sees()][1:] == [("cat.png",)] * 2
    assert gallery.uploads() == 2


async def test_a_card_that_stands_gets_its_picture_another_one_and_none(gallery: Gallery) -> None:
    receipt = await gallery.send(Message("Card", GO))
    same = await gallery.send(Message("With a cat", GO, image=gallery.picture(CAT), alt="a cat"), "edit", receipt)
    (seen,) = gallery.side.sees()
    assert ("With a cat" in seen.text, seen.labels, seen.files, same) == (True, ("Go",), ("cat.png",), receipt)
    for _ in range(2):  # the second changes nothing, and harms nothing
        card = Message("With a dog", GO, image=gallery.picture(DOG, "dog.png"), alt="a dog")
        same = await gallery.send(card, "edit", receipt)
    (seen,) = gallery.side.sees()
    assert ("With a dog" in seen.text, seen.files, same) == (True, ("dog.png",), receipt)
    await gallery.send(Message("Without", GO), "edit", receipt)
    (seen,) = gallery.side.sees()
    assert (seen.text, seen.labels, seen.files) == ("Without", ("Go",), ())
    assert gallery.uploads() == 2


async def test_a_picture_that_is_gone_takes_no_words_along(gallery: Gallery) -> None:
    gone = replace(gallery.picture(CAT), kept="0" * 64)
    receipt = await gallery.send(Message("The cat", GO, image=gone, alt="a cat"))
    await gallery.send(Message("The cat again", GO, image=gone, alt="a cat"), "edit", receipt)
    (seen,) = gallery.side.sees()
    assert (seen.text, seen.labels, seen.files) == ("The cat again", ("Go",), ())


async def test_a_correction_keeps_the_picture(gallery: Gallery) -> None:
    card = Message("The cat", image=gallery.picture(CAT), alt="a cat")
    receipt = await gallery.send(card)
    await gallery.send(replace(card, text="The black cat"), "change", receipt)
    (seen,) = gallery.side.sees()
    assert ("The black cat" in seen.text, seen.files) == (True, ("cat.png",))
    assert gallery.uploads() == 1


async def test_one_that_telegram_cannot_read_goes_as_a_document_and_by_its_id(
    telegram: TelegramSide, sqlite: Database
) -> None:
    gallery = Gallery(telegram, "telegram", sqlite, Shelves(sqlite))
    card = Message("Chart", image=gallery.picture(b"<svg/>", "chart.svg"))
    receipt = await gallery.send(Message("Card"))
    for _ in range(2):
        await gallery.send(card)
    await gallery.send(card, "edit", receipt)
    assert [seen.files for seen in telegram.sees()] == [("chart.svg",)] * 3
    other = replace(card, image=gallery.picture(b"<svg></svg>", "other.svg"))
    await gallery.send(other, "edit", receipt)
    assert telegram.sees()[0].files == ("other.svg",)


async def test_who_waited_for_another_to_bring_it_asks_for_a_turn_anew(sqlite: Database) -> None:
    turns: list[str] = []

    async def turn(*_: object) -> None:
        turns.append("granted")

    async with telegram_side(patience=20.0) as side:
        gallery = Gallery(side, "telegram", sqlite, Shelves(sqlite))
        card = Message("The cat", image=gallery.picture(CAT))
        to, shelf = Address("telegram", str(ANN)), gallery.shelves.of("telegram", "")
        await asyncio.gather(*(side.adapter.send(Parcel("send", to, card, "1", turn=turn, shelf=shelf)) for _ in "abc"))
    assert len(turns) == 2


async def test_slack_shows_it_once_it_has_looked_through_it(slack: SlackSide, sqlite: Database) -> None:
    gallery = Gallery(slack, "slack", sqlite, Shelves(sqlite))
    slack.world.slow_files = 2
    await gallery.send(Message("The cat", image=gallery.picture(CAT), alt="a cat"))
    (seen,) = slack.world.sees("U1")
    assert [block["type"] for block in seen.blocks] == ["rich_text", "image"]
    assert seen.blocks[1]["alt_text"] == "a cat"


async def test_what_slack_does_not_take_for_a_picture_is_a_file_below_the_words(
    slack: SlackSide, sqlite: Database
) -> None:
    gallery = Gallery(slack, "slack", sqlite, Shelves(sqlite))
    receipt = await gallery.send(Message("Chart", image=gallery.picture(b"<svg/>", "chart.svg")))
    words, file = slack.sees()
    assert (words.text, words.files, file.files) == ("Chart", (), ("chart.svg",))
    await gallery.send(Message("New words", image=gallery.picture(b"<svg/>", "chart.svg")), "change", receipt)
    assert slack.sees()[0].text == "New words"
