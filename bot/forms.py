"""One form, two shapes: a dataclass of `ask(...)` fields becomes a modal, or one question at a time (pure)."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, Self

from bot.markup import clean
from bot.ui import FieldKind, Question, Sheet
from domain.errors import Refused
from domain.hours import clock

Translate = Callable[..., str]
LANGUAGE = "~language"
"""Under this name a modal remembers in whose language it was opened, for the errors of its fields."""
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ask:
    """What a field asks: texts are catalogue ids; `choices` are (value, label id)."""

    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    optional: bool = False
    choices: Choices = ()
    limit: int = 500
    hidden: bool = False


def ask(
    label: str,
    kind: FieldKind = FieldKind.TEXT,
    *,
    hint: str = "",
    optional: bool = False,
    choices: Choices = (),
    limit: int = 500,
) -> Any:
    """A field that a person answers; the answer is a string, empty when skipped; several choices join with `,`."""
    return field(default="", metadata={"ask": Ask(label, kind, hint, optional, choices, limit)})


def hidden(default: str = "") -> Any:
    """A field that travels with the form unseen, such as the id of what is edited; as hostile as any input."""
    return field(default=default, metadata={"ask": Ask("", hidden=True)})


class Form:
    """A form of a feature: `@dataclass(frozen=True) class NeedForm(Form, tag="need", title="…", submit="…")`."""

    tag: ClassVar[str] = ""
    title: ClassVar[str] = ""
    submit: ClassVar[str] = ""

    def __init_subclass__(cls, tag: str, title: str, submit: str = "Save", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.tag, cls.title, cls.submit = tag, title, submit

    @classmethod
    def asks(cls) -> dict[str, Ask]:
        """The fields that a person sees, in order."""
        return {name: a for name, a in cls._all().items() if not a.hidden}

    @classmethod
    def _all(cls) -> dict[str, Ask]:
        return {f.name: f.metadata["ask"] for f in fields(cls)}  # type: ignore[arg-type]  # subclasses are dataclasses

    @classmethod
    def fill(cls, values: Mapping[str, str]) -> Self:
        """The form with these values; names it does not know are dropped, missing ones are empty."""
        known = {f.name: f.default for f in fields(cls) if f.default is not MISSING}  # type: ignore[arg-type]  # as above
        return cls(**{name: values.get(name, default) for name, default in known.items()})


def sheet(form: type[Form], t: Translate, values: Mapping[str, str], *, only: str = "") -> Sheet:
    """The form in the reader's language, with what is already filled in; `only` keeps one question."""
    asked = {name: a for name, a in form.asks().items() if not only or name == only}
    unseen = {n: v for n, v in values.items() if n in form._all() and n not in asked}  # noqa: SLF001 – same module
    return Sheet(
        form.tag,
        t(form.title),
        t(form.submit),
        tuple(_question(name, a, t) for name, a in asked.items()),
        {n: values[n] for n in asked if values.get(n)},
        unseen,
    )


def _question(name: str, a: Ask, t: Translate) -> Question:
    choices = tuple((value, t(label)) for value, label in a.choices)
    return Question(name, t(a.label), a.kind, t(a.hint) if a.hint else "", a.optional, choices, a.limit)


def accept(form: type[Form], name: str, text: str, t: Translate) -> str:
    """The stored value of an answer.

    Raises:
        Refused: with a sentence that says how to answer.
    """
    a = form.asks()[name]
    text = clean(text).strip()
    if not text:
        if a.optional:
            return ""
        raise Refused("Please answer in a few words.")
    if len(text) > a.limit:
        raise Refused("That is {n} characters; {limit} fit here.", n=len(text), limit=a.limit)
    if a.kind is FieldKind.CHOICE:
        return _choice(a, text, t)
    if a.kind is FieldKind.MANY:
        return ",".join(dict.fromkeys(_choice(a, part, t) for part in re.split(r"[,;\n]", text) if part.strip()))
    if a.kind is FieldKind.NUMBER:
        return _number(text)
    if a.kind is FieldKind.TIME:
        return _time(text)
    return _date(text) if a.kind is FieldKind.DATE else text


def _choice(a: Ask, text: str, t: Translate) -> str:
    wanted = text.strip().casefold()
    for number, (value, label) in enumerate(a.choices, 1):
        if wanted in {value.casefold(), t(label).casefold(), str(number)}:
            return value
    raise Refused("Please choose one of: {choices}.", choices=", ".join(t(label) for _, label in a.choices))


def _number(text: str) -> str:
    if not re.fullmatch(r"\d{1,9}", text):
        raise Refused("Please write a whole number, such as 3.")
    return str(int(text))


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("Please write the date as year-month-day, such as 2026-06-30.") from None


def _time(text: str) -> str:
    found = clock(text)
    if found is None:
        raise Refused("Please write the time as hours and minutes, such as 18:30.")
    return f"{found:%H:%M}"


def errors(form: type[Form], values: Mapping[str, str], t: Translate, asked: Collection[str]) -> dict[str, str]:
    """What is wrong with each field that was asked, in the reader's language; empty when all can be kept."""
    wrong: dict[str, str] = {}
    for name in form.asks():
        try:
            if name in asked:
                accept(form, name, values.get(name, ""), t)
        except Refused as refusal:
            wrong[name] = t(refusal.text, **refusal.values)
    return wrong


def accepted(form: type[Form], values: Mapping[str, str], t: Translate, asked: Collection[str]) -> dict[str, str]:
    """All values in their stored shape; call it on values for which `errors` found nothing."""
    named = {n: v for n, v in values.items() if n in form._all()}  # noqa: SLF001 – same module
    carried = {n: _carried(form, n, v, t) for n, v in named.items() if n in form.asks() and n not in asked}
    return named | carried | {n: accept(form, n, values.get(n, ""), t) for n in form.asks() if n in asked}


def _carried(form: type[Form], name: str, value: str, t: Translate) -> str:
    """A value of a question that was not asked just now: it was accepted before, so one that cannot be is forged."""
    try:
        return accept(form, name, value, t)
    except Refused:
        return ""
