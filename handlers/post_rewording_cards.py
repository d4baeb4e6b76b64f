"""Cards about other words for what is out: what becomes of it on each channel, who is asked, how it stands."""

from dataclasses import dataclass
from enum import StrEnum

from bot.forms import Form, ask, hidden
from bot.i18n import Translator
from bot.markup import clipped
from bot.ui import Button, FieldKind, Message, Press, row
from domain.delivery import State as Sent
from domain.post_kinds import changes
from handlers.post_forms import WORDS, Act, on
from handlers.post_look import Look, Side
from handlers.post_words import QUOTED, head
from storage.post_rewordings import Asked, Rewording
from storage.posts import Post


class Word(StrEnum):
    """What somebody decides about other words for what is out."""

    GO = "g"
    ANEW = "n"
    LEAVE = "l"


@dataclass(frozen=True)
class OnRewording(Press, tag="pod"):
    """A button below them."""

    rewording: int
    word: Word


@dataclass(frozen=True)
class AgreeAnew(Press, tag="poa"):
    """Somebody who is named says yes or no to them."""

    rewording: int
    yes: bool


@dataclass(frozen=True)
class RewordForm(Form, tag="poreword", title="What is out", submit="Show it to me"):
    """Other words for a post that is out."""

    text: str = ask(
        "What should it say from now on?", FieldKind.LONG, hint="Whoever has read it is not told of a change.",
        limit=WORDS,
    )  # fmt: skip
    post: str = hidden()


def name_of(rewording: Rewording) -> str:
    """Under which the card is found again."""
    return f"reword:{rewording.id}"


def stays(side: Side) -> bool:
    """Whether the old words stay on this channel: it has no way to change them, or is switched off."""
    return not changes(side.channel.kind) or not side.channel.enabled


def out_there(seen: Look) -> list[Side]:
    """The channels that have said the post's own words."""
    return [side for side in seen.sides if side.variant.state == Sent.SENT and side.variant.text is None]


def wanted(
    seen: Look, rewording: Rewording, asked: list[Asked], t: Translator, *, decides: bool, replace: bool = False
) -> Message:
    """What would become of it, before anything does."""
    there = out_there(seen)
    changing, kept = [side for side in there if not stays(side)], [side for side in there if stays(side)]
    lines = [t("*Change what is out? {head}*", head=head(seen.post)), _quoted(rewording, t)]
    if changing:
        lines.append(t("It is changed where it stands: {names}.", names=_names(changing)))
    if kept:
        lines.append(
            t("It cannot be changed on {names}: the old words stay there, or you withdraw it and write it anew.",
              names=_names(kept))
        )  # fmt: skip
    if asked:
        lines.append(t("Asked first, for they are named: {names}.", names=_people(asked)))
    go = [Button(t("Change it"), OnRewording(rewording.id, Word.GO), style="primary")] if changing else []
    anew = [Button(t("Withdraw and write anew"), OnRewording(rewording.id, Word.ANEW))] if kept and decides else []
    leave = Button(t("Leave it as it is"), OnRewording(rewording.id, Word.LEAVE))
    return Message("\n".join(lines), ((*go, *anew, leave),), replace=replace, card=name_of(rewording))


def waits(seen: Look, rewording: Rewording, missing: list[Asked], t: Translator) -> Message:
    """Approved, and somebody who is named has still to say yes."""
    lines = [
        t("*It changes as soon as everybody named has agreed: {head}*", head=head(seen.post)), _quoted(rewording, t),
        t("Still asked: {names}.", names=_people(missing)),
    ]  # fmt: skip
    leave = Button(t("Leave it as it is"), OnRewording(rewording.id, Word.LEAVE))
    return Message("\n".join(lines), row(leave), replace=True, card=name_of(rewording))


def handed(rewording: Rewording, t: Translator) -> Message:
    """An editor's words wait for a manager."""
    text = t("*The managers have it now.*\nUntil they say yes it stays as it is.")
    leave = Button(t("Leave it as it is"), OnRewording(rewording.id, Word.LEAVE))
    return Message(text, row(leave), replace=True, card=name_of(rewording))


def leaves(post: Post, rewording: Rewording, t: Translator) -> Message:
    """It is on its way."""
    text = t("*It is being changed: {head}.*", head=head(post)) + "\n" + _quoted(rewording, t)
    return Message(text, row(on(t("Look at it"), post.id, Act.SHOW)), replace=True, card=name_of(rewording))


def left_alone(post: Post, rewording: Rewording, t: Translator) -> Message:
    """Nothing changes."""
    text = t("*It stays as it is: {head}.*", head=head(post))
    return Message(text, row(on(t("Look at it"), post.id, Act.SHOW)), replace=True, card=name_of(rewording))


def declined(post: Post, rewording: Rewording, name: str, t: Translator) -> Message:
    """Somebody who is named does not agree to them."""
    text = t(
        "*{name} does not agree to the new words.*\n“{head}” stays as it is. Write it without the name, or otherwise.",
        name=name, head=head(post),
    )  # fmt: skip
    again = on(t("Change what is out…"), post.id, Act.REWORD)
    return Message(text, row(again, on(t("Look at it"), post.id, Act.SHOW)), card=name_of(rewording))


def asking(rewording: Rewording, words: str, t: Translator) -> Message:
    """Somebody who is named is asked about them."""
    text = t(
        "*A post that names you is to be changed. May the public read this?*\n“{text}”\nUntil you say yes it stays as "
        "it is.",
        text=words,
    )  # fmt: skip
    yes = Button(t("Yes, change it"), AgreeAnew(rewording.id, yes=True), style="primary")
    return Message(text, row(yes, Button(t("No"), AgreeAnew(rewording.id, yes=False))))


def changed(post: Post, names: list[str], kept: list[str], t: Translator) -> Message:
    """It says the new words."""
    text = t("*Changed: {head}.*\nIt says so now on {names}.", head=head(post), names=", ".join(names))
    if kept:
        text += "\n" + t("The old words stay on {names}.", names=", ".join(kept))
    return Message(text, row(on(t("Look at it"), post.id, Act.SHOW)))


def _quoted(rewording: Rewording, t: Translator) -> str:
    return t("“{text}”", text=clipped(rewording.text, QUOTED))


def _names(sides: list[Side]) -> str:
    return ", ".join(side.channel.name for side in sides)


def _people(asked: list[Asked]) -> str:
    return ", ".join(person.name for person in asked)
