"""What every adapter must keep: text is inert, limits hold, buttons come back, each failure has its outcome."""

import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.incoming import Commanded, Pressed, Said
from bot.markup import escape
from bot.ui import Button, File, Message, Run, row
from bot.wire import Letter
from domain.delivery import Outcome
from tests.contract.platforms import Platform

HOSTILE = (
    "<b>bold</b> <script>alert(1)</script> &amp; &lt;",
    "*bold* _italic_ `code` [label](https://evil.example)",
    "<!channel> <@U123> <https://evil.example|label>",
    "{name} {{ 7*7 }} %s ${HOME}",
    "\u202eright to left\u202c \u200b\u200d zero width",
    "line\r\nline\tand \x00\x07 bells",
    "lone \ud800 surrogate",
    "a" + "\u0301" * 1000,
    "👩‍👩‍👧‍👦" * 40,
    "=1+1;@SUM(A1)",
)


def parcel(platform: Platform, letter: Letter, op: str = "send", target: str = "") -> Parcel:
    """A parcel for Ann."""
    return Parcel(op, Address(platform.adapter.name, platform.ann), letter, "1", target)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_a_member_wrote_is_only_ever_text(platform: Platform, text: str) -> None:
    await platform.adapter.send(parcel(platform, Message(f"*From Bea:* {escape(text)} .")))
    (seen,) = platform.sees()
    kept = "".join(char for char in text.replace("\r\n", "\n") if char in "\t\n" or char >= " ")
    kept = kept.replace("\ud800", "")
    assert seen.text == f"From Bea: {kept} ."
    assert seen.styled == (("bold", "From Bea:"),)


async def test_styles_and_links_are_shown(platform: Platform) -> None:
    await platform.adapter.send(parcel(platform, Message("*b* _i_ `c` [site](https://site.example/?a=1&b=2)")))
    (seen,) = platform.sees()
    assert seen.text.startswith("b i c site")
    assert [kind for kind, _ in seen.styled] == ["bold", "italic", "code", "text_link"]


@pytest.mark.parametrize("unit", ["word ", "🦊", "é́", "<&>", "line\n"])
async def test_a_long_text_arrives_whole_in_pieces(platform: Platform, unit: str) -> None:
    limit = platform.adapter.limits.text
    text = unit * (2 * limit // len(unit) + 7)
    await platform.adapter.send(parcel(platform, Message(escape(text), row(Button("Yes", Run("yes"))))))
    seen = platform.sees()
    assert len(seen) > 2
    assert all(platform.units(one.text) <= limit for one in seen)
    assert "".join("".join(one.text for one in seen).split()) == "".join(text.split())
    assert [one.labels for one in seen] == [()] * (len(seen) - 1) + [("Yes",)]


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "\\", "*", "* *", "_ _"])
async def test_an_empty_text_is_no_refused_send(platform: Platform, text: str) -> None:
    await platform.adapter.send(parcel(platform, Message(text)))
    assert len(platform.sees()) == 1


async def test_long_and_empty_labels_are_shown_within_the_limit(platform: Platform) -> None:
    rows = ((Button("👍" * 200, Run("a")), Button("  ", Run("b"))), (Button("x" * 65, Run("c")),))
    await platform.adapter.send(parcel(platform, Message("Choose", rows)))
    (seen,) = platform.sees()
    assert len(seen.labels) == 3
    assert all(0 < platform.units(label) <= platform.adapter.limits.label for label in seen.labels)


async def test_a_pressed_button_brings_back_its_data_and_its_card(platform: Platform) -> None:
    await platform.listen()
    press = Run("need", "3h é : %")
    receipt = await platform.adapter.send(parcel(platform, Message("Choose", row(Button("Go", press)))))
    await platform.taps("Go")
    (pressed,) = platform.inbox.values
    assert isinstance(pressed, Pressed)
    assert Run.unpack(pressed.packed) == press
    assert pressed.card == receipt
    await platform.adapter.send(parcel(platform, Message("Done"), "edit", pressed.card))
    assert [(seen.text, seen.labels) for seen in platform.sees()] == [("Done", ())]


async def test_what_ann_types_arrives_once_in_order_and_as_she_wrote_it(platform: Platform) -> None:
    await platform.listen()
    for text in ("hello", "<b>x</b> & *y*", "third"):
        await platform.says(text)
    assert [value.text for value in platform.inbox.values if isinstance(value, Said | Commanded)] == [
        "hello",
        "<b>x</b> & *y*",
        "third",
    ]
    assert {value.who.chat for value in platform.inbox.values} == {platform.ann}


async def test_a_card_is_edited_again_without_change_and_deleted_twice(platform: Platform) -> None:
    receipt = await platform.adapter.send(parcel(platform, Message("Card")))
    await platform.adapter.send(parcel(platform, Message("Card"), "edit", receipt))
    assert [seen.text for seen in platform.sees()] == ["Card"]
    for _ in range(2):
        await platform.adapter.send(parcel(platform, Message(""), "delete", receipt))
    assert platform.sees() == []


async def test_an_edit_of_a_lost_card_is_said_anew(platform: Platform) -> None:
    receipt = await platform.adapter.send(parcel(platform, Message("Card")))
    await platform.adapter.send(parcel(platform, Message(""), "delete", receipt))
    again = await platform.adapter.send(parcel(platform, Message("Changed"), "edit", receipt))
    assert [seen.text for seen in platform.sees()] == ["Changed"]
    assert again != receipt


async def test_a_change_stands_where_the_words_stood_or_nowhere(platform: Platform) -> None:
    receipt = await platform.adapter.send(parcel(platform, Message("Friday", row(Button("Yes", Run("yes"))))))
    for _ in range(2):
        changed = Message("Saturday", row(Button("Yes", Run("yes"))))
        assert await platform.adapter.send(parcel(platform, changed, "change", receipt)) == receipt
    assert [(seen.text, seen.labels) for seen in platform.sees()] == [("Saturday", ("Yes",))]
    await platform.adapter.send(parcel(platform, Message(""), "delete", receipt))
    with pytest.raises(SendFailed) as failed:
        await platform.adapter.send(parcel(platform, Message("Sunday"), "change", receipt))
    assert failed.value.outcome is Outcome.STOP
    with pytest.raises(SendFailed) as failed:
        await platform.adapter.send(parcel(platform, Message("long " * 10_000), "change", receipt))
    assert failed.value.outcome is Outcome.STOP
    assert platform.sees() == []


async def test_a_picture_that_cannot_be_fetched_takes_no_words_with_it(platform: Platform) -> None:
    picture = File("picture", b"", address="https://pictures.example/pizza.png")
    await platform.adapter.send(parcel(platform, Message("Look at this", image=picture, alt="A pizza")))
    assert "Look at this" in "\n".join(seen.text for seen in platform.sees())


async def test_a_file_goes_with_its_words(platform: Platform) -> None:
    file = File('pizza "x"\n.ics', b"BEGIN:VCALENDAR", "text/calendar")
    await platform.adapter.send(parcel(platform, Message("See you there", files=(file,))))
    assert [seen.text for seen in platform.sees() if seen.text] == ["See you there"]
    assert [name for seen in platform.sees() for name in seen.files] == ["pizza 'x' .ics"]


async def test_each_failure_has_its_outcome(platform: Platform) -> None:
    for failure in platform.failures:
        before = len(platform.sees())
        platform.fail(failure.name)
        with pytest.raises(SendFailed) as caught:
            await platform.adapter.send(parcel(platform, Message(f"Try: {failure.name}")))
        assert (failure.name, caught.value.outcome) == (failure.name, failure.outcome)
        assert not failure.reason or caught.value.reason == failure.reason
        assert len(platform.sees()) - before == failure.arrived


async def test_a_chat_that_nobody_has_stops_the_send(platform: Platform) -> None:
    nowhere = Parcel("send", Address(platform.adapter.name, "99"), Message("Hello"), "1")
    with pytest.raises(SendFailed) as caught:
        await platform.adapter.send(nowhere)
    assert (caught.value.outcome, caught.value.reason) == (Outcome.STOP, "chat_not_found")


async def test_what_could_not_be_stored_comes_again(platform: Platform) -> None:
    await platform.listen()
    platform.inbox.unavailable = 2
    await platform.says("first")
    await platform.says("second")
    assert [value.text for value in platform.inbox.values if isinstance(value, Said)] == ["first", "second"]
