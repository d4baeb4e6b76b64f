"""Each kind of channel has its name, and says a text in posts of its own length."""

import pytest

from domain.post_kinds import name_of, parts
from domain.post_rulers import units


@pytest.mark.parametrize(
    ("kind", "options", "posts"),
    [
        ("slack", {}, 1),
        ("x", {}, 17),
        ("mastodon", {}, 9),
        ("mastodon", {"most": 4100}, 1),
        ("telegram", {}, 1),
        ("telegram", {"picture": True}, 5),
        ("dryrun", {}, 1),
    ],
)
def test_a_long_text_is_a_thread_where_it_has_to_be(kind: str, options: dict[str, int], posts: int) -> None:
    text = "Nine people found somebody to work with. " * (73 if kind == "slack" else 99)
    found = parts(text, kind, **options)  # type: ignore[arg-type]  # options as a table
    assert len(found) == posts
    assert " ".join(found).count("Nine people") == text.count("Nine people")


def test_a_warning_takes_room_on_telegram() -> None:
    text = "a" * 4090
    assert len(parts(text, "telegram")) == 1
    split = parts(text, "telegram", warning="Food")
    assert len(split) == 1
    split = parts(text, "telegram", warning="Food, and more of it")
    assert len(split) == 2
    assert all(units(part) + 22 <= 4096 for part in split)


def test_names() -> None:
    assert [name_of(kind) for kind in ("x", "slack", "dryrun")] == ["X", "Slack", "dryrun"]
