"""What only Telegram has when we send: groups, migrations, captions, people who never started, secrets."""

import logging
import socket
from typing import Any

import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.telegram import Telegram
from bot.ui import Button, File, Home, Message, Run, Sheet, row
from bot.wire import Letter
from domain.delivery import Outcome
from domain.errors import Misconfigured
from emulators.telegram import Fault, Faults
from tests.contract.telegram_side import ANN, TOKEN, TelegramSide, no_pause, telegram_side

PNG = File("cat.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "image/png")
GO = row(Button("Go", Run("go")))


def to(chat: int, letter: Letter, **columns: Any) -> Parcel:
    """A parcel to a chat."""
    given: dict[str, Any] = {"op": "send", "key": "1"} | columns
    return Parcel(address=Address("telegram", str(chat)), letter=letter, **given)


async def fails(adapter: Telegram, parcel: Parcel) -> SendFailed:
    """The failure of a send that must fail."""
    with pytest.raises(SendFailed) as caught:
        await adapter.send(parcel)
    return caught.value


async def test_words_stand_under_a_picture(telegram: TelegramSide) -> None:
    receipt = await telegram.adapter.send(to(ANN, Message("*The* cat", GO, image=PNG, alt="a cat")))
    (seen,) = telegram.sees()
    assert (seen.text, seen.labels, seen.files) == ("The cat", ("Go",), ("cat.png",))
    assert receipt == f"{ANN}/{telegram.world.sees(ANN)[-1].message_id}"


async def test_an_edit_leaves_the_picture_where_it_stands(telegram: TelegramSide) -> None:
    receipt = await telegram.adapter.send(to(ANN, Message("Card", GO, image=PNG, alt="a cat")))
    changed = await telegram.adapter.send(to(ANN, Message("Changed", GO, image=PNG), op="edit", target=receipt))
    (seen,) = telegram.sees()
    assert (seen.text, seen.labels, seen.files, changed) == ("Changed", ("Go",), ("cat.png",), receipt)


async def test_an_edit_brings_no_picture_where_none_stands(telegram: TelegramSide) -> None:
    receipt = await telegram.adapter.send(to(ANN, Message("Card", GO)))
    await telegram.adapter.send(to(ANN, Message("Changed", GO, image=PNG.standing), op="edit", target=receipt))
    assert [(seen.text, seen.files) for seen in telegram.sees()] == [("Changed", ())]


async def test_words_too_long_for_a_caption_follow_the_picture(telegram: TelegramSide) -> None:
    await telegram.adapter.send(to(ANN, Message("é" * 1025, GO, image=PNG, alt="a cat")))
    assert [(seen.text, seen.labels) for seen in telegram.sees()] == [("a cat", ()), ("é" * 1025, ("Go",))]


async def test_a_picture_that_telegram_cannot_read_goes_as_a_document(telegram: TelegramSide) -> None:
    await telegram.adapter.send(to(ANN, Message("Chart", image=File("chart.svg", b"<svg/>", "image/svg+xml"))))
    assert [(seen.text, seen.files) for seen in telegram.sees()] == [("Chart", ("chart.svg",))]


async def test_files_come_after_the_words_and_the_receipt_is_the_card(telegram: TelegramSide) -> None:
    files = (File("a.ics", b"x"), File("empty.txt", b""), File("b.csv", b"y"))
    receipt = await telegram.adapter.send(to(ANN, Message("Card", GO, files=files)))
    await telegram.adapter.send(to(ANN, Message("Changed"), op="edit", target=receipt))
    assert [seen.text or seen.files[0] for seen in telegram.sees()] == ["Changed", "a.ics", "b.csv"]


async def test_a_link_that_telegram_refuses_becomes_a_line(telegram: TelegramSide) -> None:
    rows = row(Button("Open", url="http://localhost:8000/x"), Button("Site", url="https://site.example/"))
    await telegram.adapter.send(to(ANN, Message("Here", rows)))
    (seen,) = telegram.sees()
    assert (seen.text, seen.labels) == ("Here\n\nOpen: http://localhost:8000/x", ("Site",))


async def test_more_buttons_than_telegram_shows_are_left_out(telegram: TelegramSide) -> None:
    wide = tuple(Button(str(n), Run(str(n))) for n in range(60))
    await telegram.adapter.send(to(ANN, Message("Choose", (wide, wide, (Button("none"),)))))
    (seen,) = telegram.sees()
    assert len(seen.labels) == 100


async def test_what_has_no_place_here_is_said_by_its_fallback_or_not_at_all(telegram: TelegramSide) -> None:
    form = Sheet("profile", "Profile", "Save", ())
    assert await telegram.adapter.send(to(ANN, form, op="open")) == ""
    assert await telegram.adapter.send(to(ANN, Home(()), op="home")) == ""
    await telegram.adapter.send(to(ANN, form, op="open", fallback=Message("Ready when you are")))
    assert [seen.text for seen in telegram.sees()] == ["Ready when you are"]


async def test_a_name_that_somebody_typed_pings_nobody_in_a_group(telegram: TelegramSide) -> None:
    world = telegram.world
    group = world.group("Makers", [ANN])
    world.adds_bot(group, ANN)
    await telegram.adapter.send(to(group, Message("Bea wrote: @ann hello")))
    assert "@ann" not in world.group_sees(group)[-1].text
    await telegram.adapter.send(to(ANN, Message("Bea wrote: @ann hello")))
    assert telegram.sees()[-1].text == "Bea wrote: @ann hello"


async def test_a_group_that_became_another_says_where_it_went(telegram: TelegramSide) -> None:
    group = telegram.world.group("Makers", [ANN])
    telegram.world.adds_bot(group, ANN)
    new = telegram.world.migrates(group)
    failed = await fails(telegram.adapter, to(group, Message("Hello")))
    assert (failed.outcome, failed.moved_to) == (Outcome.RETRY, str(new))


async def test_who_cannot_be_written_to_is_named_by_one_word(telegram: TelegramSide) -> None:
    world = telegram.world
    for user in (20, 21, 22):
        world.person(user, "Bea")
    world.starts(21)
    world.blocks(21)
    world.starts(22)
    world.deactivates(22)
    group = world.group("Makers", [ANN])
    world.adds_bot(group, ANN)
    world.removes_bot(group, ANN)
    words = {}
    for chat in (20, 21, 22, group, 99):
        failed = await fails(telegram.adapter, to(chat, Message("Hello")))
        assert failed.outcome is Outcome.STOP
        words[chat] = failed.reason
    assert words == {
        20: "cannot_start",
        21: "blocked",
        22: "deactivated",
        group: "kicked",
        99: "chat_not_found",
    }


async def test_nothing_listens_there_so_nothing_was_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        adapter = Telegram(TOKEN, f"http://127.0.0.1:{closed.getsockname()[1]}")
        failed = await fails(adapter, to(ANN, Message("Hello")))
        await adapter.close()
    assert failed.outcome is Outcome.RETRY


async def test_a_name_that_nobody_knows_was_not_reached() -> None:
    adapter = Telegram(TOKEN, "http://no-such-host.invalid")
    failed = await fails(adapter, to(ANN, Message("Hello")))
    await adapter.close()
    assert failed.outcome is Outcome.RETRY


async def test_the_wait_is_the_chats_unless_another_chat_waits_too(telegram: TelegramSide) -> None:
    world = telegram.world
    world.person(20, "Bea")
    world.starts(20)
    world.faults = Faults(retry_after=3)
    world.faults.next(Fault.TOO_MANY, Fault.TOO_MANY, Fault.TOO_MANY)
    told = [await fails(telegram.adapter, to(chat, Message("Hello"))) for chat in (ANN, ANN, 20)]
    assert [(failed.wait, failed.everyone) for failed in told] == [(3, False), (3, False), (3, True)]


async def test_a_later_part_waits_as_telegram_says(telegram: TelegramSide) -> None:
    telegram.world.faults.next(None, Fault.TOO_MANY, Fault.TOO_MANY)
    await telegram.adapter.send(to(ANN, Message("word " * 1000)))
    assert len(telegram.sees()) == 2


@pytest.mark.parametrize("fault", [Fault.FORBIDDEN, Fault.RESET_AFTER])
async def test_a_message_of_which_a_part_went_out_is_in_doubt(telegram: TelegramSide, fault: Fault) -> None:
    telegram.world.faults.next(None, fault)
    failed = await fails(telegram.adapter, to(ANN, Message("word " * 1000)))
    assert failed.outcome is Outcome.UNCERTAIN
    assert "only a part" in failed.reason


async def test_the_parts_of_a_long_message_keep_the_chats_pace() -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async with telegram_side(pause=pause) as side:
        await side.adapter.send(to(ANN, Message("word " * 2000)))
    assert waited == [1.05, 1.05]


async def test_a_wrong_token_is_named_and_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with telegram_side() as side:
        wrong = Telegram(TOKEN + "x", side.api, pause=no_pause)
        failed = await fails(wrong, to(ANN, Message("Hello")))
        with pytest.raises(SendFailed) as caught:
            await wrong.whoami()
        await wrong.close()
        side.fail(Fault.HANG_AFTER)
        hung = await fails(side.adapter, to(ANN, Message("Hello")))
    assert (failed.outcome, failed.reason, caught.value.reason) == (Outcome.STOP, "invalid_token", "invalid_token")
    chain = [failed, caught.value, hung]
    texts = [caplog.text, *(repr(error) + repr(error.__cause__) + repr(error.__context__) for error in chain)]
    assert all(TOKEN not in text for text in texts)


async def test_we_know_who_we_are(telegram: TelegramSide) -> None:
    assert telegram.adapter.username == ""
    assert await telegram.adapter.whoami() == "@tertulia_bot"
    assert telegram.adapter.username == "tertulia_bot"


async def test_the_commands_are_listed_in_each_language(telegram: TelegramSide) -> None:
    telegram.world.person(20, "Bea", "de")
    telegram.inbox.commands["Not a command!"] = "left out"
    await telegram.adapter.announce(telegram.inbox)
    assert telegram.world.menu(ANN)[0] == {"command": "need", "description": "(es) Ask for help."}
    assert [entry["command"] for entry in telegram.world.menu(20)] == ["need", "offer"]


async def test_commands_that_telegram_refuses_stop_nothing(telegram: TelegramSide) -> None:
    telegram.world.faults = Faults(methods=["setMyCommands"])
    telegram.world.faults.next(Fault.SERVER_ERROR)
    await telegram.adapter.announce(telegram.inbox)
    assert telegram.world.menu(ANN) == []


@pytest.mark.parametrize("secret", ["short", "x" * 15, "sixteen letters!", "ñ" * 20, "x" * 257])
def test_a_weak_webhook_secret_refuses_to_start(secret: str) -> None:
    with pytest.raises(Misconfigured, match="TERTULIA_TELEGRAM_WEBHOOK_SECRET"):
        Telegram(TOKEN, webhook_secret=secret)


async def test_the_points_inside_one_request_are_passed_in_order() -> None:
    passed: list[str] = []
    async with telegram_side(passing=passed.append) as side:
        await side.adapter.send(to(ANN, Message("Hello")))
        assert [seen.text for seen in side.sees()] == ["Hello"]
    assert passed == ["outbox.half_written", "outbox.request_written", "outbox.headers_read"]
