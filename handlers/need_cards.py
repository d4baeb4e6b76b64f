"""How a need or an offer looks: its card in each state, its questions and its warnings."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.i18n import Translator
from bot.markup import clipped, escape
from bot.ui import Button, Message, Press, Rows, Run, row
from domain.needs import Doubt, Side, State, Trouble
from handlers.need_words import day_words, details
from storage.needs import Need

HEAD = 60
"""Characters of a text in a first line and on a button."""
NEW = "new"
"""`need new`: the form even where there is a list to show."""


class Act(StrEnum):
    """What a button on a card asks for."""

    SHOW = "s"
    MORE = "m"
    CONFIRM = "y"
    CHANGE = "c"
    DROP = "d"
    DAY = "u"
    PLAIN_DAY = "t"
    FULFILLED = "f"
    CLOSE = "x"
    RENEW = "r"
    PROJECTS = "p"


@dataclass(frozen=True)
class OnNeed(Press, tag="need"):
    """A button on the card of a need or an offer."""

    need: int
    act: Act


@dataclass(frozen=True)
class Day(Press, tag="needday"):
    """A day that an impossible one may have meant, as `2026-06-30`."""

    need: int
    day: str


@dataclass(frozen=True)
class MetBy(Press, tag="needmet"):
    """Who helped; 0 is someone else."""

    need: int
    member: int


@dataclass(frozen=True)
class ForProject(Press, tag="needprj"):
    """The project that a need belongs to; 0 is none."""

    need: int
    project: int


def head(need: Need) -> str:
    """The beginning of the text, for a first line."""
    return clipped(need.text, HEAD)


def _button(label: str, need: Need, act: Act, style: str = "") -> Button:
    return Button(label, OnNeed(need.id, act), style=style)


def _card(need: Need, title: str, lines: list[str], rows: Rows, *, replace: bool = False) -> Message:
    return Message("\n".join([f"*{title}*", *lines]), rows, replace=replace, card=f"need:{need.id}")


def shown(need: Need, t: Translator, today: date, *, may_open: bool = True, replace: bool = True) -> Message:
    """The card of a need in the state it is in.

    Args:
        need: as it stands now.
        t: the owner's language.
        today: where the owner is.
        may_open: the owner is in the community; else what they typed is kept until they are.
        replace: edit the card whose button was pressed.
    """
    said = [escape(need.text), details(need, t, today)]
    state = State(need.state)
    if state.waiting:
        return _to_confirm(need, t, said, replace) if may_open else _held(need, t, said, replace)
    if state.live:
        title = t("Open need") if need.side == Side.NEED else t("On offer")
        return _card(need, title, said, _open_rows(need, t), replace=replace)
    title = {
        State.FULFILLED: t("Done: {head}", head=head(need)),
        State.EXPIRED: t("Over: {head}", head=head(need)),
    }.get(state, t("Closed: {head}", head=head(need)))
    again = row(_button(t("Open it again"), need, Act.RENEW)) if state is not State.FULFILLED else ()
    return _card(need, title, [t("It is shown to nobody any more.")], again, replace=replace)


def listed(have: list[Need], side: Side, t: Translator, today: date) -> Message:
    """One's own list, each with a button to its card."""
    if side is Side.NEED:
        title, new = t.n("What you need: {n}", "What you need: {n}", len(have)), t("New need")
    else:
        title, new = t.n("What you offer: {n}", "What you offer: {n}", len(have)), t("New offer")
    lines = [f"{number}  {_line(need, t, today)}" for number, need in enumerate(have, 1)]
    rows = tuple((_button(f"{number}  {head(need)}", need, Act.SHOW),) for number, need in enumerate(have, 1))
    return Message("\n".join([f"*{title}*", *lines]), (*rows, (Button(new, Run(side, NEW), style="primary"),)))


def _line(need: Need, t: Translator, today: date) -> str:
    until = t("until {day}", day=day_words(need.until, t, today)) if need.until else ""
    state = {
        State.DRAFT: t("to confirm"),
        State.HELD: t("kept until you are in"),
        State.MATCHED: t("someone is found"),
    }.get(State(need.state), "")
    return " · ".join(part for part in (escape(head(need)), until, state) if part)


def _to_confirm(need: Need, t: Translator, said: list[str], replace: bool) -> Message:
    if need.side == Side.NEED:
        title, yes = t("Is this what you need?"), t("Yes, look for someone")
    else:
        title, yes = t("Is this what you offer?"), t("Yes, offer it")
    rows = row(
        _button(yes, need, Act.CONFIRM, "primary"),
        _button(t("Change"), need, Act.CHANGE),
        _button(t("Drop"), need, Act.DROP),
    )
    return _card(need, title, said, rows, replace=replace)


def _held(need: Need, t: Translator, said: list[str], replace: bool) -> Message:
    what_next = t("As soon as you are in I look for someone.")
    if need.side == Side.OFFER:
        what_next = t("As soon as you are in I offer it.")
    rows = row(_button(t("Change"), need, Act.CHANGE), _button(t("Drop"), need, Act.DROP))
    return _card(need, t("I have kept that."), [*said, what_next], rows, replace=replace)


def _open_rows(need: Need, t: Translator) -> Rows:
    fulfilled = t("Fulfilled") if need.side == Side.NEED else t("Taken up")
    return (
        (
            _button(fulfilled, need, Act.FULFILLED),
            _button(t("Change"), need, Act.CHANGE),
            _button(t("Close"), need, Act.CLOSE),
        ),
        (_button(t("More"), need, Act.MORE),),
    )


def more(need: Need, t: Translator, today: date, *, with_projects: bool) -> Message:
    """The rarer things one can do with what is open."""
    buttons = [_button(t("30 days more"), need, Act.RENEW)]
    if with_projects:
        buttons.append(_button(t("For a project"), need, Act.PROJECTS))
    buttons.append(_button(t("Back"), need, Act.SHOW))
    said = [escape(need.text), details(need, t, today)]
    title = t("Open need") if need.side == Side.NEED else t("On offer")
    return _card(need, title, said, (tuple(buttons),), replace=True)


def opened(need: Need, t: Translator, today: date, *, tell_me: bool) -> Message:
    """Just confirmed: what happens now, and for a newcomer the way to their profile."""
    day = day_words(need.until or today, t, today)
    if need.side == Side.NEED:
        title = t("I am looking for someone now.")
        lines = [
            t("“{words}” · until {day}", words=need.text, day=day),
            t("Whoever fits is asked first; you hear from me as soon as someone says yes, within days as a rule."),
        ]
    else:
        title = t("I know what you offer now.")
        lines = [
            t("“{words}” · until {day}", words=need.text, day=day),
            t("When someone needs it I ask you first; your name is passed on only if you say yes."),
        ]
    if not tell_me:
        return _card(need, title, lines, _open_rows(need, t), replace=True)
    lines.append(t("People say yes more easily to someone they know a little."))
    tell = Button(t("Tell me what you offer"), Run("profile"), style="primary")
    buttons = (tell, _button(t("Change"), need, Act.CHANGE), _button(t("More"), need, Act.MORE))
    return _card(need, title, lines, (buttons,), replace=True)


def _doubt_title(doubt: Doubt, t: Translator) -> str:
    return {
        Doubt.IMPOSSIBLE: t("That day does not exist."),
        Doubt.EITHER: t("That could be one of two days."),
        Doubt.PAST: t("That day has passed."),
        Doubt.FAR: t("That is more than two years away."),
    }.get(doubt, t("I could not read the day."))


def doubtful(need: Need, trouble: Trouble, t: Translator, today: date) -> Message:
    """A day that cannot stand; the rest is kept meanwhile."""
    kept = t("The rest is kept.")
    other = (_button(t("Another day"), need, Act.DAY), _button(t("In 30 days"), need, Act.PLAIN_DAY))
    title = _doubt_title(trouble.doubt, t)
    if len(trouble.near) == 2:
        first, second = (day_words(day, t, today) for day in trouble.near)
        line = t("{words}; did you mean {first} or {second}?", words=trouble.words, first=first, second=second)
        near = tuple(
            Button(label, Day(need.id, day.isoformat()))
            for label, day in zip((first, second), trouble.near, strict=True)
        )
        return _card(need, title, [line, kept], (near, (other[0],)))
    line = t("You wrote “{words}”. Until when shall it stand?", words=trouble.words)
    return _card(need, title, [line, kept], (other,))


def warning(need: Need, days: int, today: date, t: Translator) -> Message:
    """A week and a day before the end."""
    title = t.n("Tomorrow it ends: {head}", "In {n} days it ends: {head}", days, head=head(need))
    asked = t("Do you still need it?") if need.side == Side.NEED else t("Do you still offer it?")
    day = day_words(need.until or today, t, today)
    why = t("It stands until {day}; I ask a week and a day before, no more.", day=day)
    fulfilled = t("Fulfilled") if need.side == Side.NEED else t("Taken up")
    rows = row(
        _button(t("Renew"), need, Act.RENEW, "primary"),
        _button(fulfilled, need, Act.FULFILLED),
        _button(t("Close"), need, Act.CLOSE),
    )
    return _card(need, title, [asked, why], rows)


def over(need: Need, t: Translator) -> Message:
    """Said once, when the last day has passed."""
    title = t("Over: {head}", head=head(need))
    text = t("Its last day has passed, so I have closed it. One tap opens it for 30 more days.")
    fulfilled = t("It was fulfilled") if need.side == Side.NEED else t("It was taken up")
    rows = row(_button(t("Open it again"), need, Act.RENEW), _button(fulfilled, need, Act.FULFILLED))
    return _card(need, title, [text], rows)


def released(need: Need, t: Translator) -> Message:
    """Said when someone is let in whose first need was kept."""
    text = t("You wrote it before you were in; you hear from me as soon as someone says yes.")
    title = t("Now I look for someone: {head}", head=head(need))
    if need.side == Side.OFFER:
        title, text = t("Now it is on offer: {head}", head=head(need)), t("You wrote it before you were in.")
    return _card(need, title, [text], _open_rows(need, t))
