"""What people read when the bot brings them together: an icebreaker, hours that suit all, a way to each other."""

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_skeleton

from bot.i18n import Markup, Translator
from domain import times
from domain.meetings import contact, shows_other_clock
from storage.people import Member

ICEBREAKERS = (
    "Which object on your desk has been with you longest?",
    "What did you make with your hands as a child?",
    "Which job did you learn the most from, and was it the one you liked?",
    "What do people always get wrong about your trade?",
    "Which tool would you never lend?",
    "What was the last thing that you repaired?",
    "Which smell tells you that you are at work?",
    "What have you changed your mind about this year?",
    "Who taught you the thing that you use every day?",
    "Which piece of work would you show to your grandmother?",
    "What is the smallest thing that makes your day easier?",
    "Which place in your city do you take visitors to?",
    "What would you do with a free Friday every week?",
    "Which word of your trade do outsiders find funny?",
    "What did your first customer ask for?",
    "Which material do you like to touch?",
    "What was the best advice that you did not follow?",
    "Which sound do you work best with?",
    "What do you look at first in other people's work?",
    "Which mistake turned out well?",
    "What would you learn if it took only a weekend?",
    "Which meal would you cook for somebody you have just met?",
    "What are you proud of that nobody has noticed?",
    "Which old thing should come back?",
)
"""One of them stands under each introduction."""


def icebreaker(question: str, t: Translator) -> str:
    """The line with a question; one that a later release dropped is replaced by the first."""
    known = ICEBREAKERS.index(question) if question in ICEBREAKERS else 0
    return t("To break the ice: {question}", question=Markup(t(ICEBREAKERS[known])))


def hours(slots: tuple[datetime, ...], reader: Member, others: Sequence[Member], t: Translator) -> str:
    """The slots on the reader's clock, another's in brackets where it differs."""
    if not slots:
        return t("Your working hours hardly meet: agree on a time in writing.")
    far = [one for one in others if any(shows_other_clock(moment, reader.zone, one.zone) for moment in slots)]
    other = far[0] if far else reader
    said = ", ".join(_clock(moment, reader.zone, other.zone, t) for moment in slots)
    if far:
        if len(others) > 1:
            return t(
                "Times that suit all of you: {slots} (your clock, {name}'s in brackets).", slots=said, name=other.name
            )
        return t("Times that suit both: {slots} (your clock, {name}'s in brackets).", slots=said, name=other.name)
    if len(others) > 1:
        return t("Times that suit all of you: {slots}.", slots=said)
    return t("Times that suit both: {slots}.", slots=said)


def _clock(moment: datetime, mine: str, theirs: str, t: Translator) -> str:
    said = str(format_skeleton("EHm", times.local(moment, mine), locale=t.locale))
    if not shows_other_clock(moment, mine, theirs):
        return said
    return f"{said} ({format_skeleton('Hm', times.local(moment, theirs), locale=t.locale)})"


def link_between(mine: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]) -> str:
    """An address of the other that the reader can open: on a platform and workspace that both use.

    Args:
        mine: (platform, workspace, user) of the reader's accounts.
        theirs: the same of the other's, the last used first.
    """
    places = {(platform, workspace) for platform, workspace, _ in mine}
    shared = (account for account in theirs if account[:2] in places)
    return next((found for account in shared if (found := contact(*account))), "")
