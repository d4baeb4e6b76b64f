"""What people do on Slack as the values that dispatch understands."""

import pytest

from bot.incoming import Commanded, Happened, Incoming, Pressed, Said
from bot.ui import Button, Home, Message, Run, row
from emulators.slack import Fault, Faults
from tests.contract.platforms import Inbox
from tests.contract.slack_letters import parcel
from tests.contract.slack_side import ANN, BEN, SlackSide


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
        {"subtype": {"id": {}}},
        {"type": "app_mention", "subtype": {"id": {}}},
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


async def test_a_look_up_that_hangs_delays_nobody_and_is_tried_again(slack: SlackSide) -> None:
    slack.world.faults = Faults(methods={"users.info"})
    slack.fail(Fault.HANG_BEFORE)
    await slack.listen()
    await slack.world.says(ANN, "one")
    await slack.world.says(ANN, "two")
    assert [value.who.name for value in slack.inbox.values] == [ANN, "Ann Lee"]


async def test_the_bot_coming_into_a_channel_is_news_of_who_invited_it(slack: SlackSide) -> None:
    await slack.listen()
    general = slack.world.channel("general", [ANN], with_bot=False)
    await slack.world.joins("UBOT", general)
    assert slack.inbox.values == []  # Slack did not say who
    assert slack.world.mail.last is not None
    payload = slack.world.mail.last.payload
    again = {**payload, "event_id": "Ev999", "event": {**payload["event"], "inviter": ANN}}
    await slack.world.deliver(type(slack.world.mail.last).event(again))
    happened = only(slack)
    assert isinstance(happened, Happened)
    assert (happened.what, happened.who.user, happened.values) == ("group_added", ANN, {"group": general})


class Broken(Inbox):
    """A dispatch with a fault of its own."""

    async def __call__(self, what: Incoming) -> None:
        """Raise what nobody expects."""
        raise LookupError(what.key)


async def test_a_fault_of_ours_is_no_acknowledgement_either(slack: SlackSide) -> None:
    slack.inbox = Broken()
    await slack.listen()
    await slack.world.says(ANN, "hello")
    assert slack.world.mail.last_ack is not None
    assert slack.world.mail.last_ack.status == 503
    assert (await slack.world.commands(ANN, "/tertulia", "help")).ok
    assert "Try again" in slack.world.sees(ANN)[-1].plain
