"""What people do on Slack as the values that dispatch understands."""

import pytest

from bot.adapters.base import Address, Parcel
from bot.incoming import Commanded, Filled, Happened, Incoming, Pressed, Said
from bot.ui import Button, FieldKind, Home, Message, Question, Run, Sheet, row
from bot.wire import Letter
from tests.contract.platforms import Inbox
from tests.contract.slack_side import ANN, BEN, SlackSide

HERE = Address("slack", ANN, "T1")
SHEET = Sheet(
    "need",
    "A need",
    "Save",
    (
        Question("text", "What do you need?", FieldKind.LONG),
        Question("kind", "Which kind?", FieldKind.CHOICE, choices=(("skill", "A skill"), ("space", "A space"))),
        Question("tags", "Which of these?", FieldKind.MANY, "", True, (("a", "First"), ("b", "Second"))),
        Question("until", "Until when?", FieldKind.DATE, optional=True),
    ),
    {"kind": "skill"},
    {"id": "17"},
)
KNOCK = Message("The form is ready when you are.", row(Button("Open the form", "~o")))


def parcel(letter: Letter, op: str = "send", target: str = "", trigger: str = "", key: str = "1") -> Parcel:
    return Parcel(op, HERE, letter, key, target, trigger, KNOCK if op == "open" else None)


def only(slack: SlackSide) -> Incoming:
    (value,) = slack.inbox.values
    return value


async def test_a_direct_message_is_said_by_somebody_with_name_zone_and_language(slack: SlackSide) -> None:
    await slack.listen()
    await slack.world.says(ANN, "need a chair <b> & https://a.example/?a=1&b=2")
    said = only(slack)
    assert isinstance(said, Said)
    assert said.text == "need a chair <b> & https://a.example/?a=1&b=2"
    who = said.who
    assert (who.platform, who.workspace, who.user, who.chat, who.group) == ("slack", "T1", ANN, ANN, "")
    assert (who.name, who.zone, who.language) == ("Ann Lee", "Europe/Madrid", "es-ES")


async def test_a_person_is_asked_about_once(slack: SlackSide) -> None:
    await slack.listen()
    for text in ("one", "two", "three"):
        await slack.world.says(ANN, text)
    await slack.world.commands(ANN, "/tertulia", "help")
    assert len(slack.asked("users.info")) == 1


async def test_who_cannot_be_looked_up_speaks_under_their_id(slack: SlackSide) -> None:
    slack.world.world.teams["T1"].scopes.remove("users:read")
    await slack.listen()
    await slack.world.says(ANN, "hello")
    assert only(slack).who.name == ANN


@pytest.mark.parametrize(
    ("typed", "name", "text"),
    [
        ("need 3h web designer", "need", "3h web designer"),
        ("", "help", ""),
        ("/Need x", "need", "x"),
        ("find", "find", ""),
    ],
)
async def test_a_slash_command_is_a_command(slack: SlackSide, typed: str, name: str, text: str) -> None:
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", typed)
    asked = only(slack)
    assert isinstance(asked, Commanded)
    assert (asked.name, asked.text, asked.who.group) == (name, text, "")
    assert asked.trigger


async def test_a_mention_is_a_command_that_is_answered_in_private(slack: SlackSide) -> None:
    await slack.listen()
    general = slack.world.channel("general", [ANN, BEN])
    await slack.world.mentions(ANN, general, "need a chair")
    asked = only(slack)
    assert isinstance(asked, Commanded)
    assert (asked.name, asked.text, asked.who.group, asked.who.chat) == ("need", "a chair", general, ANN)


async def test_a_tap_brings_its_card_and_a_tap_in_the_home_none(slack: SlackSide) -> None:
    await slack.listen()
    receipt = await slack.adapter.send(parcel(Message("Choose", row(Button("Go", Run("need"))))))
    await slack.taps("Go")
    await slack.adapter.send(parcel(Home((Message("*Hello*", row(Button("Look", Run("find")))),)), "home"))
    await slack.world.taps_in_home(ANN, "Look")
    on_card, in_home = slack.inbox.values
    assert isinstance(on_card, Pressed)
    assert isinstance(in_home, Pressed)
    assert (on_card.packed, on_card.card, in_home.packed, in_home.card) == ("!:need:", receipt, "!:find:", "")
    assert on_card.trigger
    assert on_card.key.startswith("a")
    await slack.world.redeliver()
    assert len(slack.inbox.values) == 2


async def test_a_link_button_says_nothing_to_the_bot(slack: SlackSide) -> None:
    await slack.listen()
    await slack.adapter.send(parcel(Message("See", row(Button("Site", url="https://a.example")))))
    card = slack.world.sees(ANN)[-1]
    ack = await slack.world.taps(ANN, None, card.ts, "Site")
    assert ack.ok
    assert slack.inbox.values == []


async def test_a_form_comes_back_filled(slack: SlackSide) -> None:
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    await slack.adapter.send(parcel(SHEET, "open", trigger=slack.inbox.values[0].trigger))
    answers = {"text": "A web designer", "tags": ["First", "Second"], "until": "2026-06-30"}
    assert await slack.world.fills(ANN, answers) is None
    filled = slack.inbox.values[1]
    assert isinstance(filled, Filled)
    assert (filled.form, filled.hidden) == ("need", {"id": "17"})
    assert filled.values == {"text": "A web designer", "kind": "skill", "tags": "a,b", "until": "2026-06-30"}
    assert slack.world.modal(ANN) is None


class Picky(Inbox):
    """A dispatch that wants more than a word."""

    def wrong(self, filled: Filled, language: str) -> dict[str, str]:
        """Each in the reader's language."""
        if len(filled.values["text"]) > 5:
            return {}
        return {"text": f"({language}) Please answer in a few words.", "elsewhere": "not in this modal"}


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_stored(slack: SlackSide) -> None:
    slack.inbox = Picky()
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    await slack.adapter.send(parcel(SHEET, "open", trigger=slack.inbox.values[0].trigger))
    refused = await slack.world.fills(ANN, {"text": "x"})
    assert refused == {"text": "(es-ES) Please answer in a few words."}
    assert len(slack.inbox.values) == 1
    assert await slack.world.fills(ANN, {"text": "A web designer"}) is None
    assert len(slack.inbox.values) == 2


async def test_a_form_that_cannot_be_stored_stays_open(slack: SlackSide) -> None:
    await slack.listen()
    await slack.world.commands(ANN, "/tertulia", "need")
    await slack.adapter.send(parcel(SHEET, "open", trigger=slack.inbox.values[0].trigger))
    slack.inbox.unavailable = 1
    refused = await slack.world.fills(ANN, {"text": "A web designer"})
    assert refused is not None
    assert "Try again" in refused["text"]
    assert await slack.world.fills(ANN, {}) is None
    assert isinstance(slack.inbox.values[-1], Filled)


async def test_a_tap_that_cannot_be_stored_is_answered_to_that_person_alone(slack: SlackSide) -> None:
    await slack.listen()
    await slack.adapter.send(parcel(Message("Choose", row(Button("Go", Run("need"))))))
    await slack.adapter.send(parcel(Home((Message("Hello", row(Button("Look", Run("find")))),)), "home"))
    slack.inbox.unavailable = 2
    await slack.taps("Go")
    await slack.world.taps_in_home(ANN, "Look")
    await slack.adapter.close()
    _, beside, below = sorted(slack.world.sees(ANN), key=lambda shown: ("Try" in shown.plain, not shown.ephemeral))
    assert "Try again" in beside.plain
    assert beside.ephemeral
    assert "Try again" in below.plain
    assert slack.inbox.values == []


async def test_news_of_the_workspace_happens(slack: SlackSide) -> None:
    await slack.listen()
    general = slack.world.channel("general", [ANN])
    await slack.world.opens_home(ANN)
    await slack.world.joins(BEN, general)
    await slack.world.arrives("U3", "Chiara", tz="Europe/Rome", locale="it-IT")
    await slack.world.uninstalls()
    happened = [value for value in slack.inbox.values if isinstance(value, Happened)]
    assert [(value.what, value.who.user) for value in happened] == [
        ("home_opened", ANN), ("joined", BEN), ("joined", "U3"), ("uninstalled", ""), ("uninstalled", ""),
    ]  # fmt: skip
    assert happened[1].values == {"group": general}
    assert (happened[2].who.name, happened[2].who.zone) == ("Chiara", "Europe/Rome")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"bot_id": "B1"},
        {"hidden": True},
        {"channel_type": "channel"},
        {"user": "USLACKBOT"},
        {"text": "  "},
        {"type": "reaction_added"},
    ],
)
async def test_edits_bots_and_what_is_not_for_us_run_nothing(slack: SlackSide, spoilt: dict[str, object]) -> None:
    await slack.listen()
    await slack.world.says(ANN, "hello")
    assert slack.world.mail.last is not None
    payload = slack.world.mail.last.payload
    again = {**payload, "event_id": "Ev999", "event": {**payload["event"], **spoilt}}
    ack = await slack.world.deliver(type(slack.world.mail.last).event(again))
    assert ack.ok
    assert len(slack.inbox.values) == 1
