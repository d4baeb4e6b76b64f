"""How a project looks: its card, the list, and the questions about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from bot.i18n import Translator
from bot.markup import clipped, escape
from bot.ui import Button, Message, Press, Run, row
from domain.projects import Page, Stage
from storage.projects import Project

NEW = "new"
"""`project new`: the form, from a button."""
LINES = 6
"""Needs shown on a card; the rest is counted."""


class Act(StrEnum):
    """What a button on a project's card asks for."""

    SHOW = "s"
    EDIT = "e"
    MORE = "m"
    ADD = "a"
    DROP = "d"
    DROP_NOW = "x"
    LEAVE = "l"


@dataclass(frozen=True)
class OnProject(Press, tag="prj"):
    """A button on a project's card."""

    project: int
    act: Act


@dataclass(frozen=True)
class Turn(Press, tag="prjpage"):
    """Another page of the list."""

    page: int


@dataclass(frozen=True)
class Ask(Press, tag="prjask"):
    """Ask a person to be in a project; `sure` once its owner has confirmed who is meant."""

    project: int
    member: int
    sure: bool


@dataclass(frozen=True)
class Answer(Press, tag="prjin"):
    """The answer of someone who was asked."""

    project: int
    yes: bool


def stage_words(stage: str, t: Translator) -> str:
    """How far a project is, in the reader's words."""
    return {
        Stage.IDEA: t("an idea"),
        Stage.VALIDATING: t("being tried out"),
        Stage.BUILDING: t("being built"),
        Stage.CONSTITUTED: t("constituted"),
    }[Stage(stage)]


@dataclass(frozen=True)
class View:
    """Who looks at a project, and what is on its card beside itself.

    Args:
        needs: texts of what it is looking for now.
        people: rows of (id, name, state); those who were only asked are shown to the owner alone.
    """

    me: int
    owner: str
    people: Sequence[Row[Any]]
    needs: tuple[str, ...]


def card(project: Project, view: View, t: Translator, *, replace: bool = True) -> Message:
    """A project with its people and what it looks for."""
    lines = [f"*{escape(project.title)}*  _{stage_words(project.stage, t)}_"]
    if project.summary:
        lines.append(escape(project.summary))
    inside = [view.owner, *(person.name for person in view.people if person.state == "in")]
    lines.append(t("With {names}", names=", ".join(inside)))
    asked = [person.name for person in view.people if person.state == "asked"]
    if asked and project.owner_id == view.me:
        lines.append(t("Asked, no answer yet: {names}", names=", ".join(asked)))
    lines += _looking(project, view, t)
    return Message("\n".join(lines), (_buttons(project, view, t),), replace=replace, card=f"project:{project.id}")


def _looking(project: Project, view: View, t: Translator) -> list[str]:
    if not view.needs:
        return [t("Nothing asked for yet: type `need …` and choose *For a project*.")] if _owns(project, view) else []
    lines = [t("Looking for:"), *(f"– {escape(clipped(text, 100))}" for text in view.needs[:LINES])]
    rest = len(view.needs) - LINES
    return [*lines, t.n("and {n} more", "and {n} more", rest)] if rest > 0 else lines


def _owns(project: Project, view: View) -> bool:
    return project.owner_id == view.me


def _buttons(project: Project, view: View, t: Translator) -> tuple[Button, ...]:
    every = Button(t("All projects"), Run("projects"))
    if _owns(project, view):
        return (
            _button(t("Edit"), project, Act.EDIT),
            _button(t("Add someone"), project, Act.ADD),
            _button(t("More"), project, Act.MORE),
        )
    if any(person.id == view.me and person.state == "in" for person in view.people):
        return (_button(t("Leave it"), project, Act.LEAVE), every)
    return (Button(t("Offer something"), Run("offer", NEW)), every)


def _button(label: str, project: Project, act: Act, style: str = "") -> Button:
    return Button(label, OnProject(project.id, act), style=style)


def more(project: Project, t: Translator) -> Message:
    """The rarer things its owner can do."""
    text = t("*{title}*\nWhat would you like to do with it?", title=project.title)
    buttons = (
        _button(t("Take it off the list"), project, Act.DROP),
        Button(t("All projects"), Run("projects")),
        _button(t("Back"), project, Act.SHOW),
    )
    return Message(text, (buttons,), replace=True)


def sure(project: Project, t: Translator) -> Message:
    """Before a project is taken off the list for good."""
    text = t("*Take “{title}” off the list?*\nIts people stay as they are, its needs go on by themselves.",
             title=project.title)  # fmt: skip
    yes = _button(t("Take it off"), project, Act.DROP_NOW, "danger")
    return Message(text, row(yes, _button(t("Keep it"), project, Act.SHOW)), replace=True)


def listed(found: Sequence[Project], page: Page, count: int, t: Translator, *, replace: bool = False) -> Message:
    """One page of the community's projects; an empty list says how to begin."""
    new = Button(t("New project"), Run("project", NEW), style="primary")
    if not found:
        text = t("*No projects yet.*\nBegin one in a line: `project A catalogue for furniture makers`.")
        return Message(text, row(new), replace=replace)
    first = t.n("*{n} project*", "*{n} projects*", count)
    if page.pages > 1:
        first = f"{first}  _{page.number + 1}/{page.pages}_"
    lines = [f"{n}  {escape(p.title)} · {stage_words(p.stage, t)}" for n, p in enumerate(found, page.offset + 1)]
    rows = tuple((_button(f"{n}  {p.title}", p, Act.SHOW),) for n, p in enumerate(found, page.offset + 1))
    return Message("\n".join([first, *lines]), (*rows, (*_turns(page, t), new)), replace=replace)


def _turns(page: Page, t: Translator) -> tuple[Button, ...]:
    back = (Button(t("Back"), Turn(page.number - 1)),) if page.number else ()
    ahead = (Button(t("Next"), Turn(page.number + 1)),) if page.number + 1 < page.pages else ()
    return back + ahead


def meant(project: Project, people: list[tuple[int, str]], t: Translator) -> Message:
    """The people whose name is like what was typed."""
    rows = tuple((Button(name, Ask(project.id, number, sure=False)),) for number, name in people)
    other = (_button(t("Another name"), project, Act.ADD), _button(t("Back"), project, Act.SHOW))
    if not people:
        return Message(t("*I find nobody of that name here.*\nTry the name as they write it."), (other,))
    return Message(t("*Who do you mean?*"), (*rows, other))


def confirm(project: Project, member: int, name: str, t: Translator) -> Message:
    """Show back who is asked, and what they will read."""
    text = t(
        "*Ask {name} to be in “{title}”?*\nThey are on its card once they say yes.", name=name, title=project.title
    )
    yes = Button(t("Yes, ask"), Ask(project.id, member, sure=True), style="primary")
    return Message(text, row(yes, _button(t("Back"), project, Act.SHOW)), replace=True)


def invitation(project: Project, owner: str, t: Translator) -> Message:
    """What someone reads who is asked."""
    text = t(
        "*{owner} would like you in “{title}”.*\nIf you say yes, everybody here sees your name on its card. "
        "You can leave at any time.",
        owner=owner,
        title=project.title,
    )
    yes, no = Answer(project.id, yes=True), Answer(project.id, yes=False)
    return Message(text, row(Button(t("Yes, I am in"), yes, style="primary"), Button(t("No, thanks"), no)))


def joined(project: Project, name: str, t: Translator) -> Message:
    """What the owner reads when someone said yes."""
    text = t("*{name} is in “{title}” now.*", name=name, title=project.title)
    return Message(text, row(_button(t("Look"), project, Act.SHOW)))
