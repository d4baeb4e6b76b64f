"""Posts in a Telegram channel: whole or not at all, as they were written, in a thread, changed and taken back."""

from typing import Any

import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.ui import File, Post
from domain.delivery import Outcome
from tests.contract.telegram_side import ANN, TelegramSide

PNG = File("chart", b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "image/png")
SAID = "Nine people met: https://tertulia.coop/a?b=1&c=2 #cowork @ann <b>& *co*</b>"


def parcel(text: str, op: str = "send", target: str = "", **post: Any) -> Parcel:
    return Parcel(op, Address("telegram", str(ANN)), Post(text, **post), "7", target)


async def test_a_post_reads_as_it_was_written(telegram: TelegramSide) -> None:
    receipt = await telegram.adapter.send(parcel(SAID))
    (seen,) = telegram.sees()
    assert seen.text == SAID
    assert ("text_link", "https://tertulia.coop/a?b=1&c=2") in seen.styled
    assert receipt == f"{ANN}/{telegram.world.sees(ANN)[-1].message_id}"


async def test_a_picture_carries_its_words(telegram: TelegramSide) -> None:
    await telegram.adapter.send(parcel(SAID, image=PNG, alt="Nine people around a table"))
    assert [(seen.text, seen.files) for seen in telegram.sees()] == [(SAID, ("picture.png",))]


async def test_the_parts_of_a_thread_answer_each_other(telegram: TelegramSide) -> None:
    first = await telegram.adapter.send(parcel("One 1/2"))
    await telegram.adapter.send(parcel("Two 2/2", target=first, root=first))
    call = [call for call in telegram.world.calls if call.method == "sendMessage"][-1]
    assert call.params["reply_parameters"]["message_id"] == int(first.partition("/")[2])


async def test_a_warning_covers_the_words(telegram: TelegramSide) -> None:
    await telegram.adapter.send(parcel("Pictures of cake", warning="Food"))
    (seen,) = telegram.sees()
    assert seen.text == "Food\n\nPictures of cake"
    assert {("bold", "Food"), ("spoiler", "Pictures of cake")} <= set(seen.styled)


@pytest.mark.parametrize("picture", [None, PNG])
async def test_it_is_changed_where_it_stands_and_taken_back(telegram: TelegramSide, picture: File | None) -> None:
    receipt = await telegram.adapter.send(parcel(SAID, image=picture))
    stands = picture.standing if picture else None
    for _ in range(2):
        assert await telegram.adapter.send(parcel("Ten people met", "edit", receipt, image=stands)) == receipt
    assert [(seen.text, len(seen.files)) for seen in telegram.sees()] == [("Ten people met", int(bool(picture)))]
    await telegram.adapter.send(parcel("", "delete", receipt))
    assert telegram.sees() == []


@pytest.mark.parametrize(("text", "image"), [("é" * 4097, None), ("é" * 1025, PNG), ("\u200b \u2800", None)])
async def test_what_telegram_cannot_take_stops(telegram: TelegramSide, text: str, image: File | None) -> None:
    with pytest.raises(SendFailed) as failed:
        await telegram.adapter.send(parcel(text, image=image))
    assert failed.value.outcome is Outcome.STOP
    assert telegram.sees() == []
