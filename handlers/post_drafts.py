"""Drafts made from what happens: an event, a story, a call, a month's numbers, a week, the next of a series.

A draft is only a draft: an editor submits it, a manager approves it, and until then nothing leaves.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.markup import clipped
from bot.ui import Message, row
from domain.post_checks import fingerprint
from domain.post_series import Turn
from domain.post_templates import Source
from domain.posts import State
from handlers import post_source_words as words
from handlers import post_telling as telling
from handlers.post_forms import Act, name_of, on
from handlers.post_look import channels_of
from storage import (
    digest_editions,
    event_book,
    event_pictures,
    people,
    picture_files,
    post_consents,
    post_pictures,
    post_sources,
    post_variants,
    posts,
)
from storage.introductions import Introduction
from storage.people import Community
from storage.post_consents import Answer
from storage.post_pictures import Picture
from storage.post_sources import Series

Said = Callable[[Translator], str]
WEEK = timedelta(days=7)
COMING, ASKED = 4, 200
"""Events that a week's post tells of; requests that are counted."""
QUOTED = 120
"""Characters of a draft in the note that tells of it."""


def worded(desk: Desk, community: Community, source: Source, values: Mapping[str, str]) -> str:
    """The words of a draft by the community's own template, or by ours, in its language."""
    own = post_sources.template(desk.db, community.id, source)
    return words.text(own, source, community, dict(values), voice(desk, community))


def voice(desk: Desk, community: Community) -> Translator:
    """The community's language: its posts speak it, whoever makes them."""
    return desk.setting.catalogues[community.language]


def made(
    desk: Desk,
    community: Community,
    source: Source,
    text: str,
    *,
    author: int | None,
    about: int | None = None,
    once: str | None = None,
    picture: Picture | None = None,
) -> int | None:
    """A draft, meant for every channel that is in use; None where the one of that key was made before.

    Args:
        desk: of the unit.
        community: whose it is.
        source: what it tells of.
        text: its words.
        author: who asked for it; None for one that was made without being asked for.
        about: the id of what it tells of.
        once: under this key it is made once, ever.
        picture: what goes with it.
    """
    columns = {"community_id": community.id, "author_id": author, "source": str(source), "source_id": about}
    number = posts.add(desk.db, desk.now, text=text, language=community.language, once=once, **columns)
    if number is None:
        return None
    if picture:
        post_pictures.keep(desk.db, number, picture)
    for channel in channels_of(desk.db, community.id, desk.now):
        if channel.enabled:
            post_variants.choose(desk.db, number, channel.id)
    if one := posts.get(desk.db, number):
        telling.notice(desk, one)
    return number


def from_event(
    desk: Desk, community: Community, event_id: int, author: int | None, *, once: str | None = None
) -> int | None:
    """A draft that asks people to an event which is open and ahead; None where there is none such here."""
    event = event_book.get(desk.db, event_id)
    if event is None or event.community_id != community.id or event.state != "published" or _over(event.ends, desk.now):
        return None
    text = worded(desk, community, Source.EVENT, words.event_values(event, voice(desk, community)))
    shown = event_pictures.of(desk.db, event_id)
    content = picture_files.content(desk.db, shown.kept) if shown else b""
    picture = Picture(shown.name, shown.mime, shown.alt, content) if shown and content else None
    return made(desk, community, Source.EVENT, text, author=author, about=event_id, once=once, picture=picture)


def _over(ends: datetime | None, now: datetime) -> bool:
    return ends is None or ends <= now


def from_outcome(desk: Desk, community: Community, one: Introduction, need: str, author: int) -> int:
    """A story of two people. Both are asked about these words; whoever wrote it has agreed to them already."""
    names = {number: found.name for number in (one.owner_id, one.helper_id) if (found := people.get(desk.db, number))}
    values = {
        "asked": names.get(one.owner_id, ""),
        "helped": names.get(one.helper_id, ""),
        "need": need,
        "offer": one.offer,
        "outcome": words.came_out(one.outcome, voice(desk, community)),
    }
    text = worded(desk, community, Source.STORY, values)
    number = made(desk, community, Source.STORY, text, author=author, about=one.id)
    assert number is not None  # only a key that was used before makes none
    for person in names:
        agreed = person == author
        answer, print_ = (Answer.YES, fingerprint(text)) if agreed else (Answer.NAMED, "")
        post_consents.note(desk.db, number, person, answer, desk.now, print_)
    return number


def from_week(desk: Desk, community: Community, author: int | None, *, once: str | None = None) -> int | None:
    """A draft of the community's week; None where nothing happened, or where this week's was made before."""
    since = desk.now - WEEK
    newcomers = len(digest_editions.newcomers(desk.db, community.id, since, ASKED))
    introduced = digest_editions.introduced(desk.db, community.id, since)
    asked = len(digest_editions.requests(desk.db, community.id, ASKED))
    coming = event_book.ahead(desk.db, community.id, desk.now, limit=COMING)
    events = [event for event in coming if event.state == "published"]
    if not (newcomers or introduced or asked or events):
        return None
    t = voice(desk, community)
    values = words.digest_values(newcomers, introduced, asked, events, desk.now, community.zone, t)
    text = worded(desk, community, Source.DIGEST, values)
    return made(desk, community, Source.DIGEST, text, author=author, once=once)


def from_numbers(
    desk: Desk,
    community: Community,
    month: date,
    totals: dict[str, int],
    picture: Picture,
    *,
    author: int | None,
    once: str | None = None,
) -> int | None:
    """A draft of a month's numbers with their chart; None where this one was made before."""
    values = words.numbers_values(totals, month, voice(desk, community))
    text = worded(desk, community, Source.NUMBERS, values)
    return made(desk, community, Source.NUMBERS, text, author=author, once=once, picture=picture)


def from_series(desk: Desk, community: Community, series: Series, turn: Turn) -> int | None:
    """The draft of one turn; its own words are the template."""
    values = words.series_values(turn, series.zone, voice(desk, community))
    text = words.text(series.text, Source.SERIES, community, values, voice(desk, community))
    once = f"series:{series.id}:{turn.number}"
    return made(desk, community, Source.SERIES, text, author=series.author_id, about=series.id, once=once)


def tell_editors(desk: Desk, community: Community, post_id: int, meant: Said | None = None) -> None:
    """A draft that was made without being asked for waits: whoever edits this week hears of it."""
    one = posts.get(desk.db, post_id)
    if one is None or one.stands is not State.DRAFT:
        return
    for person in telling.whose_week(desk, community.id):
        build = partial(waits, post_id, one.text, meant=meant)
        telling.tell(desk, person, build, once=f"draft:{post_id}:{person}", card=name_of(post_id))


def waits(post_id: int, text: str, t: Translator, meant: Said | None = None) -> Message:
    """A draft that somebody may look at; `meant` says for when."""
    head = t("*A draft waits for you.*\n“{text}”", text=clipped(text, QUOTED))
    last = t("Nothing leaves before it is approved.")
    lines = [head, *([meant(t)] if meant else []), last]
    return Message("\n".join(lines), row(on(t("Look at it"), post_id, Act.SHOW, style="primary")))
