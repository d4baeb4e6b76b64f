"""The strict checker of Telegram calls refuses what is spoilt and lets pass what is good."""

from typing import Any

import pytest

from emulators.telegram import Upload
from tests.strict.telegram import check
from tests.strict.telegram_spec import against_specification, specification, specification_path

SEND = {"chat_id": 7, "text": "Hello"}
BUTTON = {"text": "Go", "callback_data": "go"}


def keyboard(*buttons: Any) -> dict[str, Any]:
    """A message with one row of buttons."""
    return SEND | {"reply_markup": {"inline_keyboard": [list(buttons)]}}


def html(text: str) -> dict[str, Any]:
    """A message in HTML."""
    return {"chat_id": 7, "text": text, "parse_mode": "HTML"}


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("getMe", {}),
    ("getUpdates", {"offset": 5, "timeout": 10, "allowed_updates": ["message"]}),
    ("sendMessage", SEND),
    ("sendMessage", html("<b>bold</b> &lt;i&gt; &amp; <a href='https://a.example/?x=1&amp;y=2'>link</a>")),
    ("sendMessage", html('<pre><code class="language-python">x = 1</code></pre>')),
    ("sendMessage", html("<b>" + "x" * 4096 + "</b>")),
    ("sendMessage", {"chat_id": 7, "text": "123"}),
    ("sendMessage", SEND | {"entities": [{"type": "bold", "offset": 0, "length": 5}]}),
    ("sendMessage", keyboard(BUTTON, {"text": "Site", "url": "https://a.example"})),
    ("sendMessage", keyboard({"text": "Here", "url": "http://127.0.0.1:8000/login/x"})),
    ("sendMessage", keyboard({"text": "Most", "callback_data": "x" * 64})),
    ("sendMessage", SEND | {"link_preview_options": {"is_disabled": True}}),
    ("sendMessage", SEND | {"reply_markup": {"keyboard": [[{"text": "Where", "request_location": True}]]}}),
    ("sendMessage", SEND | {"reply_markup": {"remove_keyboard": True}}),
    ("sendPhoto", {"chat_id": 7, "photo": Upload("a.png", "image/png", b"x"), "caption": "c"}),
    ("sendDocument", {"chat_id": 7, "document": "file-id"}),
    ("editMessageText", {"chat_id": 7, "message_id": 3, "text": "Changed"}),
    ("editMessageReplyMarkup", {"chat_id": 7, "message_id": 3, "reply_markup": {"inline_keyboard": []}}),
    ("answerCallbackQuery", {"callback_query_id": "q", "text": "Done", "show_alert": True}),
    ("setMyCommands", {"commands": [{"command": "help", "description": "What I can do"}], "language_code": "es"}),
    ("setWebhook", {"url": "https://a.example/telegram", "secret_token": "s" * 20}),
    ("deleteMessage", {"chat_id": 7, "message_id": 3}),
]

SPOILT: list[tuple[str, dict[str, Any]]] = [
    ("sendMesage", SEND),
    ("sendMessage", {"text": "Hello"}),
    ("sendMessage", {"chat_id": 7}),
    ("sendMessage", SEND | {"text": ""}),
    ("sendMessage", SEND | {"text": "  \n "}),
    ("sendMessage", SEND | {"txt": "typing error"}),
    ("sendMessage", SEND | {"disable_web_preview": True}),
    ("sendMessage", SEND | {"text": ["a list"]}),
    ("sendMessage", SEND | {"chat_id": {"id": 7}}),
    ("sendMessage", SEND | {"text": "x" * 4097}),
    ("sendMessage", SEND | {"text": "😀" * 2049}),
    ("sendMessage", SEND | {"text": "half \ud83d"}),
    ("sendMessage", SEND | {"parse_mode": "Wiki"}),
    ("sendMessage", html("<b>never closed")),
    ("sendMessage", html("<b><i>crossed</b></i>")),
    ("sendMessage", html("a < b")),
    ("sendMessage", html("Tom & Ann &c; Co")),
    ("sendMessage", html("<p>paragraph</p>")),
    ("sendMessage", html("line<br/>")),
    ("sendMessage", html("<b onclick='x'>bold</b>")),
    ("sendMessage", html("<span>plain</span>")),
    ("sendMessage", html("<a>nowhere</a>")),
    ("sendMessage", html("<!-- hidden --> text")),
    ("sendMessage", html("<b></b>")),
    ("sendMessage", html("&nbsp;")),
    ("sendMessage", html("<code><b>bold code</b></code>")),
    ("sendMessage", SEND | {"entities": [{"type": "bold", "offset": 0, "length": 6}]}),
    ("sendMessage", SEND | {"entities": [{"type": "bold", "length": 5}]}),
    ("sendMessage", html("x") | {"entities": [{"type": "bold", "offset": 0, "length": 1}]}),
    ("sendMessage", keyboard({"text": "No action"})),
    ("sendMessage", keyboard(BUTTON | {"url": "https://a.example"})),
    ("sendMessage", keyboard({"callback_data": "no label"})),
    ("sendMessage", keyboard({"text": " ", "callback_data": "blank label"})),
    ("sendMessage", keyboard({"text": "Go", "callback_data": ""})),
    ("sendMessage", keyboard({"text": "Go", "callback_data": "x" * 65})),
    ("sendMessage", keyboard({"text": "Go", "callback_data": "ñ" * 33})),
    ("sendMessage", keyboard({"text": "Go", "url": "javascript:alert(1)"})),
    ("sendMessage", keyboard({"text": "Go", "url": "http://localhost/"})),
    ("sendMessage", keyboard(BUTTON | {"color": "red"})),
    ("sendMessage", SEND | {"reply_markup": {"inline_keyboard": [[BUTTON] * 5 for _ in range(21)]}}),
    ("sendMessage", SEND | {"reply_markup": {"inline_keyboard": [BUTTON]}}),
    ("sendMessage", SEND | {"reply_markup": {"inline": [[BUTTON]]}}),
    ("sendMessage", SEND | {"reply_markup": "keyboard"}),
    ("sendMessage", SEND | {"link_preview_options": {"disabled": True}}),
    ("sendPhoto", {"chat_id": 7, "caption": "no photo"}),
    ("sendPhoto", {"chat_id": 7, "photo": "id", "caption": "x" * 1025}),
    ("sendDocument", {"chat_id": 7, "document": "id", "caption": "<b>open", "parse_mode": "HTML"}),
    ("editMessageText", {"chat_id": 7, "message_id": 3}),
    ("editMessageText", {"chat_id": 7, "message_id": "three", "text": "x"}),
    ("answerCallbackQuery", {"text": "whose?"}),
    ("answerCallbackQuery", {"callback_query_id": "q", "text": "x" * 201}),
    ("setMyCommands", {"commands": [{"command": "Help!", "description": "no"}]}),
    ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}),
    ("setMyCommands", {"commands": [{"command": "help"}]}),
    ("setMyName", {"name": "x" * 65}),
    ("deleteMessage", {"chat_id": 7}),
]


@pytest.mark.parametrize(("method", "params"), GOOD)
def test_a_good_call_passes(method: str, params: dict[str, Any]) -> None:
    assert check(method, params) is None


@pytest.mark.parametrize(("method", "params"), SPOILT)
def test_a_spoilt_call_is_refused_with_a_sentence(method: str, params: dict[str, Any]) -> None:
    assert check(method, params)


def test_enough_ways_to_spoil_a_call_are_tried() -> None:
    assert len(SPOILT) >= 30


def test_the_specification_alone_refuses_unknown_missing_and_mistyped_parameters() -> None:
    if specification() is None:
        pytest.skip(reason=f"the Bot API's specification is not at hand ({specification_path()})")
    assert against_specification("sendMessage", SEND) is None
    for method, params in (
        ("sendMessage", SEND | {"colour": "red"}),
        ("sendMessage", {"chat_id": 7}),
        ("sendMessage", SEND | {"disable_notification": "yes"}),
        ("sendMessage", keyboard({"text": 5, "callback_data": "x"})),
    ):
        assert against_specification(method, params)
