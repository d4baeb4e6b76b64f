"""Why a channel did not take a post is said in plain words, and what it said itself is quoted."""

import pytest

from bot.i18n import Catalogues
from domain.post_problems import Problem, closes, closes_all
from handlers.post_reasons import reason
from storage.post_channels import Channel

T = Catalogues()["en"]
CHANNEL = Channel(1, 1, "x", "", "account", "X", "", True, "", "", 0, 0, None, "", 60, None)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_sentence(problem: Problem) -> None:
    said = reason(CHANNEL, problem, T)
    assert said.endswith(".")
    assert "“" not in said


def test_a_channels_own_sentence_is_quoted() -> None:
    assert reason(CHANNEL, "Your *media* is gone", T) == "X says: “Your \\*media\\* is gone”."


def test_what_closes_a_channel() -> None:
    assert {problem for problem in Problem if closes(problem)} == {Problem.REVOKED, Problem.NOT_THERE, Problem.KICKED}
    assert {problem for problem in Problem if closes_all(problem)} == {Problem.REVOKED}
