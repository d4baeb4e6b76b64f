"""Messages, Homes and modals as Block Kit: what a member wrote stays text, and every limit is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack_blocks import NOTHING, home, pages
from bot.adapters.slack_payloads import typed
from bot.adapters.slack_views import TooLarge, asked, modal, submitted
from bot.markup import clean, escape, utf16
from bot.ui import Button, FieldKind, Home, Message, Question, Run, Sheet, row
from tests.strict.slack import check

Json = dict[str, Any]
ANYTHING = st.text(max_size=200) | st.sampled_from(
    [
        "<!channel>",
        "*bold*",
        "<@U1>",
        "<https://x.y|click>",
        "&amp;",
        ":smile:",
        "{name}",
        "\u202ertl",
        "\ud800",
        "a\x00b",
    ]
)


def posted(page: Any, method: str = "chat.postMessage") -> str | None:
    """What the strict judge has against it."""
    params: Json = {"channel": "D1", "text": page.text}
    return check(method, params | ({"blocks": list(page.blocks)} if page.blocks else {}))


def spans(block: Json) -> list[Json]:
    return [span for section in block["elements"] for span in section["elements"]]


@given(ANYTHING)
def test_what_a_member_wrote_is_shown_as_written_and_never_as_markup(text: str) -> None:
    page = pages(Message(f"*Ann said* {escape(text)}", row(Button(escape(text), Run("help")))))[0]
    assert posted(page) is None
    shown = spans(page.blocks[0])
    assert {span["type"] for span in shown} == {"text"}
    assert "".join(span["text"] for span in shown) == f"Ann said {clean(text)}"
    assert [span.get("style") for span in shown if span["text"].startswith("Ann said")] == [{"bold": True}]


@given(st.text(max_size=9000) | st.text(alphabet="a \u0301\u200d👩\n", min_size=2990, max_size=3100))
def test_a_message_of_any_length_is_sent_whole(text: str) -> None:
    made = pages(Message(escape(text)))
    assert all(posted(page) is None and len(page.text) <= 4000 for page in made)
    said = "".join(span["text"] for page in made for block in page.blocks for span in spans(block))
    assert said == (clean(text) if clean(text).strip() else ""), "a message of blanks shows nothing"
    assert all(utf16("".join(s["text"] for s in spans(b))) <= 3000 for page in made for b in page.blocks)


def test_spans_keep_their_style_and_links_are_links() -> None:
    (page,) = pages(Message("*bold* _italic_ `code` [site](https://a.example) [chat](tg://user) a_b"))
    shown = spans(page.blocks[0])
    assert {"type": "text", "text": "bold", "style": {"bold": True}} in shown
    assert {"type": "text", "text": "code", "style": {"code": True}} in shown
    assert {"type": "link", "url": "https://a.example", "text": "site"} in shown
    assert any("chat (tg://user)" in span["text"] for span in shown)
    assert posted(page) is None


def test_buttons_keep_rows_values_and_styles() -> None:
    rows = (
        (Button("Yes", Run("need"), style="primary"), Button("No", "x", style="odd")),
        (Button("Site", url="https://a.example"), Button("Mail", url="mailto:a@b.c")),
        (Button("L" * 200, Run("help")), Button("", Run("help"))),
    )
    (page,) = pages(Message("Choose", rows))
    assert posted(page) is None
    first, second, third = (block["elements"] for block in page.blocks[1:])
    assert [button["value"] for button in first] == ["!:need:", "x"]
    assert [button.get("style") for button in first] == ["primary", None]
    assert second == [{"type": "button", "action_id": "b2", "text": second[0]["text"], "url": "https://a.example"}]
    assert "Mail: mailto:a@b.c" in "".join(span["text"] for span in spans(page.blocks[0]))
    assert len(third[0]["text"]["text"]) == 75
    assert third[1]["text"]["text"] == NOTHING


def test_a_message_of_buttons_alone_has_words_for_the_notification() -> None:
    (page,) = pages(Message("", row(Button("Yes", "1"), Button("No", "2"))))
    assert (page.text, len(page.blocks)) == ("Yes · No", 1)
    assert pages(Message(" \n"))[0].text == NOTHING


def test_more_rows_than_blocks_go_on_in_another_message() -> None:
    made = pages(Message("Many", tuple((Button(str(n), str(n)),) for n in range(120))))
    assert [len(page.blocks) for page in made] == [50, 50, 21]
    assert all(posted(page) is None for page in made)


def test_the_home_keeps_whole_parts_within_its_blocks() -> None:
    parts = tuple(Message(f"Part {n}", row(Button("Open", Run("help")))) for n in range(60))
    view = home(Home(parts))
    assert check("views.publish", {"user_id": "U1", "view": view}) is None
    assert len(view["blocks"]) == 98
    assert check("views.publish", {"user_id": "U1", "view": home(Home(()))}) is None


CHOICES = (("skill", "A skill"), ("space", "A space"), ("", "nothing"))
SHEET = Sheet(
    "need",
    "A very long title that does not fit",
    "Save",
    (
        Question("text", "What do you need?", FieldKind.LONG, "In a line", limit=5000),
        Question("kind", "Which kind?", FieldKind.CHOICE, choices=CHOICES),
        Question("tags", "Which of these?", FieldKind.MANY, "", True, CHOICES),
        Question("all", "Which of many?", FieldKind.MANY, "", True, tuple((str(n), f"No {n}") for n in range(40))),
        Question("hours", "How many hours?", FieldKind.NUMBER, optional=True),
        Question("until", "Until when?", FieldKind.DATE, optional=True),
        Question("far", "Which of all?", FieldKind.CHOICE, choices=tuple((str(n), f"No {n}") for n in range(400))),
    ),
    {"text": "x" * 4000, "kind": "space", "tags": "skill,space", "until": "2026-06-31", "hours": "3"},
    {"id": "17"},
)


def test_a_form_is_a_modal_with_what_is_known_filled_in() -> None:
    view = modal(SHEET)
    assert check("views.open", {"trigger_id": "1", "view": view}) is None
    kinds = {block["block_id"]: block["element"]["type"] for block in view["blocks"]}
    assert kinds == {
        "text": "plain_text_input", "kind": "static_select", "tags": "checkboxes", "all": "multi_static_select",
        "hours": "plain_text_input", "until": "datepicker", "far": "plain_text_input",
    }  # fmt: skip
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["text"]["multiline"]
    assert elements["kind"]["initial_option"]["value"] == "space"
    assert [option["value"] for option in elements["tags"]["initial_options"]] == ["skill", "space"]
    assert "initial_date" not in elements["until"]  # June has 30 days


def test_a_submitted_modal_gives_back_form_values_and_hidden() -> None:
    state = {
        "text": {"answer": {"type": "plain_text_input", "value": "a\x00 chair\ud800"}},
        "kind": {"answer": {"type": "static_select", "selected_option": {"value": "skill"}}},
        "tags": {"answer": {"type": "checkboxes", "selected_options": [{"value": "skill"}, {"value": "space"}]}},
        "until": {"answer": {"type": "datepicker", "selected_date": "2026-06-30"}},
        "hours": {"answer": {"type": "plain_text_input", "value": None}},
    }
    form, values, hidden = submitted({**modal(SHEET), "state": {"values": state}})
    assert (form, hidden) == ("need", {"id": "17"})
    assert values == {"text": "a chair", "kind": "skill", "tags": "skill,space", "until": "2026-06-30", "hours": ""}
    assert asked(modal(SHEET))[:2] == ["text", "kind"]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_hostile_view_is_read_without_an_error(anything: Any) -> None:
    for view in (
        {"private_metadata": anything, "state": anything},
        {"state": {"values": anything}, "blocks": anything},
    ):
        form, values, hidden = submitted(view)
        assert isinstance(form, str)
        assert all(isinstance(value, str) for value in [*values.values(), *hidden.values(), *asked(view)])


def test_a_form_that_carries_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        modal(Sheet("need", "A need", "Save", (), hidden={"id": "x" * 3000}))


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("see <https://a.example/?a=1&amp;b=2>", "see https://a.example/?a=1&b=2"),
        ("<mailto:ann@b.example|ann@b.example>", "ann@b.example"),
        ("&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"),
        ("ask <@U2> in <#C1|general> <!here>", "ask @U2 in #general @here"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_what_slack_marked_up_is_read_as_it_was_typed(sent: str, meant: str) -> None:
    assert typed(sent) == meant
