"""Sentences about posts that several cards share: counts, prices, moments, states, and what stands in the way."""

from datetime import datetime
from decimal import Decimal

from babel.dates import format_datetime
from babel.numbers import format_currency

from bot.i18n import Translator
from bot.markup import clipped, escape
from domain import times
from domain.post_checks import Found, Trouble
from domain.posts import State
from handlers.post_look import Look, Side
from storage.post_consents import Answer, Named
from storage.posts import Post

HEAD, QUOTED, ADDRESS = 50, 400, 60


def head(one: Post) -> str:
    """The beginning of the text, for a first line."""
    words = " ".join(one.text.split())
    return clipped(words, HEAD) or "…"


def moment(when: datetime, zone: str, t: Translator) -> str:
    """A moment on the community's wall."""
    return format_datetime(times.local(when, zone), "EEE d MMM HH:mm", locale=t.locale)


def money(thousandths: int, currency: str, t: Translator) -> str:
    """An amount, with as many places as it needs."""
    return format_currency(Decimal(thousandths) / 1000, currency, locale=t.locale, decimal_quantization=False)


def state_word(state: str, t: Translator) -> str:
    """Where a post stands, in a word."""
    return {
        State.DRAFT: t("draft"), State.SUBMITTED: t("to decide"), State.APPROVED: t("approved"),
        State.SCHEDULED: t("planned"), State.POSTING: t("on its way"), State.POSTED: t("posted"),
        State.FAILED: t("failed"), State.UNCERTAIN: t("uncertain"), State.WITHDRAWN: t("withdrawn"),
    }[State(state)]  # fmt: skip


def count(side: Side, t: Translator) -> str:
    """How long it is there: "X 132/280", or of how many posts its thread is made."""
    name = escape(side.channel.name)
    if len(side.parts) > 1:
        return f"{name} " + t.n("{n} post", "{n} posts", len(side.parts))
    return f"{name} {side.ruler.length(side.text.strip())}/{side.ruler.limit}"


def consent_line(named: tuple[Named, ...], print_: str, t: Translator) -> str:
    """Who is named, and what each of them said to these words."""
    return " · ".join(_answer(one, print_, t) for one in named)


def _answer(one: Named, print_: str, t: Translator) -> str:
    if one.agreed(print_):
        return t("{name} agreed", name=one.name)
    if one.fingerprint == print_ and one.answer == Answer.NO:
        return t("{name} said no", name=one.name)
    if one.fingerprint == print_ and one.answer == Answer.ASKED:
        return t("{name} was asked", name=one.name)
    return t("{name} not asked about these words yet", name=one.name)


def trouble_lines(found: tuple[Found, ...], seen: Look, t: Translator) -> list[str]:
    """What stands in the way, one line a kind, the channels together."""
    lines = []
    for trouble in dict.fromkeys(one.trouble for one in found):
        these = [one for one in found if one.trouble is trouble]
        where = ", ".join(dict.fromkeys(name for one in these if (name := seen.on(one.channel))))
        what = ", ".join(dict.fromkeys(clipped(one.what, ADDRESS) for one in these if one.what))
        lines.append(trouble_words(trouble, where, what, t))
    return lines


def trouble_words(trouble: Trouble, where: str, what: str, t: Translator) -> str:
    """One trouble, and what to do about it.

    Args:
        trouble: which.
        where: the channels it is about.
        what: what it concerns, in the person's own words.
        t: the reader's language.
    """
    where = where or t("all channels")
    return {
        Trouble.EMPTY: t("There is nothing to read yet ({where}).", where=where),
        Trouble.ONLY_LINK: t("Only a link ({where}): say what is behind it.", where=where),
        Trouble.TOO_LONG: t("Too long for a thread ({where}): say the heart of it, and link to the rest.", where=where),
        Trouble.NO_ALT: t("The picture has no words for those who cannot see it: add them under Details."),
        Trouble.PICTURE_TOO_LARGE: t("The picture is larger than 5 MB: send a smaller one."),
        Trouble.NOT_A_PICTURE: t("The picture is none that channels take: send a PNG, JPEG or GIF."),
        Trouble.NO_CONSENT: t("Not agreed to these words yet: {what}.", what=what),
        Trouble.NO_FUNDER: t("The funder's line is missing ({where}): “{what}”.", where=where, what=what),
        Trouble.NO_LOGO: t("The funder's logo is missing: send a picture that has it, then say so under More."),
        Trouble.OVER_CAP: t("It would cost more than the month allows ({where}).", where=where),
        Trouble.BROKEN_LINK: t("A link leads nowhere ({where}): {what}.", where=where, what=what),
        Trouble.SAID_ALREADY: t("The same was said there within two months ({where}).", where=where),
        Trouble.TOO_CLOSE: t("Another post stands within the hour ({where}).", where=where),
        Trouble.MANY_TAGS: t("More than ten hashtags look like advertising ({where}).", where=where),
    }[trouble]
