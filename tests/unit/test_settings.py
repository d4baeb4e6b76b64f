"""Settings as people type them."""

import pytest

from domain.errors import Refused
from domain.settings import Topic, budget, digest, quiet_hours


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("22-7", (22, 7)),
        ("22:00–7:00", (22, 7)),
        ("22h to 7h", (22, 7)),
        ("20 8", (20, 8)),
        ("24-6", (0, 6)),
        ("OFF", (0, 0)),
    ],
)
def test_quiet_hours_are_two_full_hours(written: str, hours: tuple[int, int]) -> None:
    assert quiet_hours(written) == hours


@pytest.mark.parametrize("written", ["25-7", "always", "", "22", "22-7-9", "-1-3", "٢٢x"])
def test_other_hours_are_refused_with_an_example(written: str) -> None:
    with pytest.raises(Refused, match="such as 22-7"):
        quiet_hours(written)


def test_a_budget_is_a_small_number() -> None:
    assert (budget("5"), budget("none"), budget(" 50 ")) == (5, 0, 50)
    for written in ("51", "-3", "five", "", "٣"):
        with pytest.raises(Refused, match="from 0 to"):
            budget(written)


def test_the_digest_is_weekly_or_off() -> None:
    assert (digest("on"), digest("Weekly"), digest("off"), digest("never")) == ("weekly", "weekly", "off", "off")
    with pytest.raises(Refused):
        digest("hourly")


def test_settings_answer_to_their_names() -> None:
    assert (Topic.of("Language"), Topic.of("clock"), Topic.of("colour")) == (Topic.LANGUAGE, Topic.ZONE, None)
