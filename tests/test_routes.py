"""Everything a person can ask for: each route has its help and its role, each button fits and comes back."""

from dataclasses import fields
from enum import Enum
from typing import Any, get_type_hints

import pytest

import handlers
from bot import dialogue
from bot.forms import Form
from bot.router import Route, Routes
from bot.ui import PRESS_BYTES, Press, Run
from domain.roles import Role

ROUTES = Routes(handlers.ROUTERS)
OWN_PRESSES = (Run, dialogue.Step, dialogue.Pick)
LONGEST = {int: 2**31 - 1, str: "wordwordword", bool: True}
"""Ids of a lifetime, and a word: what a button's fields can grow to."""


def named(kind: str) -> list[Any]:
    return [pytest.param(route, id=route.word) for route in ROUTES if route.kind == kind]


def longest(press: type[Press]) -> Press:
    """The largest value that a button of this type can carry."""
    hints = get_type_hints(press)
    return press(**{f.name: _largest(hints[f.name]) for f in fields(press)})  # type: ignore[arg-type]  # subclasses are dataclasses


def _largest(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return max(kind, key=lambda member: len(str(member.value)))
    return LONGEST[kind]


@pytest.mark.parametrize("route", [pytest.param(r, id=f"{r.kind} {r.word}") for r in ROUTES])
def test_each_route_says_what_it_does_and_whom_it_serves(route: Route) -> None:
    assert route.help.endswith((".", "?")), "the first line of the handler's docstring is its help text"
    assert isinstance(route.role, Role)


@pytest.mark.parametrize("press", [pytest.param(r.value, id=r.word) for r in ROUTES if r.kind == "press"])
def test_each_button_fits_and_comes_back(press: type[Press]) -> None:
    largest = longest(press)
    assert len(largest.pack().encode()) <= PRESS_BYTES
    assert press.unpack(largest.pack()) == largest


@pytest.mark.parametrize("press", OWN_PRESSES)
def test_the_buttons_of_the_core_fit_too(press: type[Press]) -> None:
    assert press.unpack(longest(press).pack()) == longest(press)


def test_no_feature_takes_the_tag_of_another_kind_of_button() -> None:
    taken = {press.tag for press in OWN_PRESSES}
    assert not [r.word for r in ROUTES if r.kind == "press" and (r.word in taken or r.word.startswith("~"))]


@pytest.mark.parametrize("route", named("form"))
def test_each_form_asks_something_and_has_a_title(route: Route) -> None:
    form: type[Form] = route.value
    assert form.asks()
    assert form.title
    assert len(form.title) <= 24, "Slack: a modal's title has at most 24 characters"


def test_rights_rise_from_member_to_owner() -> None:
    assert {r.word for r in ROUTES.commands(Role.MEMBER)} <= {r.word for r in ROUTES.commands(Role.OWNER)}
