"""What each kind of Telegram update means to us, and which mean nothing."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram_incoming import incoming
from bot.incoming import Commanded, Happened, Incoming, Pressed, Said, Who

ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "language_code": "es"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -100, "type": "supergroup", "title": "Makers"}
WHO = Who("telegram", "7", name="Ann Lee", language="es", chat="7")
RIGHTS = {
    f"can_{right}": False
    for right in (
        *("be_edited", "manage_chat", "change_info", "delete_messages", "invite_users", "restrict_members"),
        *("promote_members", "manage_video_chats", "post_stories", "edit_stories", "delete_stories"),
    )
} | {"is_anonymous": False}
IN_GROUP = replace(WHO, group="-100")


def heard(kind: str, body: dict[str, Any]) -> list[Incoming]:
    """What an update of that kind means."""
    return incoming({"update_id": 9, kind: body}, "our_bot")


def message(chat: dict[str, Any] = PRIVATE, **more: Any) -> list[Incoming]:
    """What a message of Ann's means."""
    return heard("message", {"message_id": 5, "date": 1, "chat": chat, "from": ANN} | more)


def marked(text: str, kind: str, length: int, offset: int = 0) -> dict[str, Any]:
    """A text with one entity."""
    return {"text": text, "entities": [{"type": kind, "offset": offset, "length": length}]}


def member(status: str) -> dict[str, Any]:
    """The bot's membership."""
    more = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": {"id": 1, "is_bot": True, "first_name": "Bot"}} | more


@given(st.text().filter(lambda text: text.strip() and not any(c < " " or "\x7f" <= c <= "\x9f" for c in text)))
def test_a_private_text_is_said_as_written(text: str) -> None:
    assert message(text=text) == [Said(who=WHO, key="m7/5", text=text)]


@pytest.mark.parametrize(
    ("text", "length", "name", "rest"),
    [
        ("/need", 5, "need", ""),
        ("/NEED  3h web 🦊 designer ", 5, "need", "3h web 🦊 designer"),
        ("/need@our_bot\nweb", 13, "need", "web"),
        ("/need@Other_bot web", 15, "need", "web"),
        ("/start ref_1-2", 6, "start", "ref_1-2"),
    ],
)
def test_a_command_is_read_in_any_case(text: str, length: int, name: str, rest: str) -> None:
    assert message(**marked(text, "bot_command", length)) == [Commanded(who=WHO, key="m7/5", name=name, text=rest)]


def test_a_command_in_the_middle_is_only_text() -> None:
    assert message(**marked("say /need", "bot_command", 5, 4)) == [Said(who=WHO, key="m7/5", text="say /need")]


@pytest.mark.parametrize(("text", "length"), [("/need web", 5), ("/Need@OUR_bot web", 13)])
def test_a_command_in_a_group_is_answered_in_private(text: str, length: int) -> None:
    said = message(GROUP, **marked(text, "bot_command", length))
    assert said == [Commanded(who=IN_GROUP, key="m-100/5", name="need", text="web")]


@pytest.mark.parametrize(
    ("given_text", "length", "offset", "said"),
    [("@our_bot find web", 8, 0, "find web"), ("🦊 @OUR_BOT hello", 8, 3, "🦊  hello"), ("@our_bot", 8, 0, "help")],
)
def test_a_mention_in_a_group_is_heard(given_text: str, length: int, offset: int, said: str) -> None:
    assert message(GROUP, **marked(given_text, "mention", length, offset)) == [
        Said(who=IN_GROUP, key="m-100/5", text=said)
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"text": "just talking"},
        marked("/need@other_bot web", "bot_command", 15),
        marked("@other_bot hello", "mention", 10),
        {"location": {"latitude": 1, "longitude": 2}},
        {"photo": []},
    ],
)
def test_other_chatter_in_groups_is_not_for_us(more: dict[str, Any]) -> None:
    assert message(GROUP, **more) == []


@pytest.mark.parametrize(
    "more",
    [
        {"from": ANN | {"is_bot": True}},
        {"sender_chat": GROUP},
        {"via_bot": {"id": 3, "is_bot": True, "first_name": "Via"}},
        {"forward_origin": {"type": "user", "date": 1, "sender_user": ANN}},
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"}},
    ],
)
def test_who_does_not_speak_for_themselves_runs_no_command(more: dict[str, Any]) -> None:
    for chat in (PRIVATE, GROUP):
        assert message(chat, **(marked("/need web", "bot_command", 5) | more)) == []


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "edited_channel_post"])
def test_edits_and_channel_posts_are_ignored(kind: str) -> None:
    assert heard(kind, {"message_id": 5, "date": 1, "chat": PRIVATE, "from": ANN, "text": "hello"}) == []


def test_a_tap_knows_its_card_and_its_presser() -> None:
    card = {"message_id": 8, "date": 1, "chat": GROUP, "text": "Card"}
    query = {"id": "77", "from": ANN, "message": card, "chat_instance": "1", "data": "rsvp:1"}
    assert heard("callback_query", query) == [Pressed(who=IN_GROUP, key="cb77", packed="rsvp:1", card="-100/8")]
    old = query | {"message": {"message_id": 8, "date": 0, "chat": PRIVATE}}
    assert heard("callback_query", old) == [Pressed(who=WHO, key="cb77", packed="rsvp:1", card="7/8")]
    assert heard("callback_query", {k: v for k, v in query.items() if k not in {"message", "data"}}) == []


def test_a_shared_place_is_handed_over() -> None:
    assert message(location={"latitude": 39.47, "longitude": -0.37}) == [
        Happened(who=WHO, key="m7/5", what="location", values={"lat": "39.47", "lon": "-0.37"})
    ]


@pytest.mark.parametrize(
    ("chat", "before", "after", "what"),
    [
        (PRIVATE, "member", "kicked", ["blocked"]),
        (PRIVATE, "kicked", "member", ["unblocked"]),
        (GROUP, "left", "member", ["group_added"]),
        (GROUP, "kicked", "administrator", ["group_added"]),
        (GROUP, "member", "administrator", []),
        (GROUP, "member", "left", []),
        ({"id": -5, "type": "channel", "title": "News"}, "left", "administrator", []),
    ],
)
def test_what_becomes_of_the_bot_is_noticed(chat: dict[str, Any], before: str, after: str, what: list[str]) -> None:
    old, new = (member(status) | (RIGHTS if status == "administrator" else {}) for status in (before, after))
    change = {"chat": chat, "from": ANN, "date": 60, "old_chat_member": old, "new_chat_member": new}
    found = heard("my_chat_member", change)
    assert [value.what for value in found if isinstance(value, Happened)] == what
    assert [value.key for value in found] == ["u9/60"] * len(what)


def test_people_who_come_and_go_in_a_group() -> None:
    bea, bot = {"id": 8, "is_bot": False, "first_name": "Bea"}, {"id": 3, "is_bot": True, "first_name": "Bot"}
    came = message(GROUP, new_chat_members=[ANN, bea, bot])
    assert [(v.what, v.who.user, v.key) for v in came if isinstance(v, Happened)] == [
        ("joined", "7", "m-100/5/7"),
        ("joined", "8", "m-100/5/8"),
    ]
    went = message(GROUP, left_chat_member=bea)
    assert [(v.what, v.who.user, v.who.group) for v in went if isinstance(v, Happened)] == [("left", "8", "-100")]
    assert message(GROUP, left_chat_member=bot) == []


def test_a_group_that_moves_says_where() -> None:
    (moved,) = message(GROUP | {"id": -9, "type": "group"}, migrate_to_chat_id=-1009)
    assert isinstance(moved, Happened)
    assert (moved.what, moved.values) == ("migrated", {"from": "-9", "to": "-1009"})


def test_names_and_texts_come_without_what_no_database_takes() -> None:
    (said,) = heard(
        "message",
        {
            "message_id": 5,
            "date": 1,
            "chat": PRIVATE,
            "from": ANN | {"first_name": "A\ud800\x00"},
            "text": "b\udc00\x00c",
        },
    )
    assert isinstance(said, Said)
    assert (said.who.name, said.text) == ("A Lee", "bc")
