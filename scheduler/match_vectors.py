"""The model that the running bot matches with: its vectors are made ahead, aside from any need, and kept on disk."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Lock

import structlog
from sqlalchemy import Connection

from bot.context import Desk, Setting
from matching import text
from matching.encoder import PLAIN, Cached, EncoderUnusableError, Tier, choose
from matching.hearing import hear
from matching.lexicon import Lexicon
from matching.lexicon_reading import shipped
from matching.model import Person
from matching.reading import Known, key, stamp
from scheduler.works import Office, Works
from storage import needs, people, profile
from storage.vectors import Vectors

works = Works()
log = structlog.get_logger()
REMEMBERED = 50_000
"""Texts that are not read twice by a process."""
AT_ONCE = 60
"""Texts that a need may wait for (two or three seconds); with more it is matched without the model, and they follow."""
A_RUN, CHUNK = 200, 25
"""Texts of one piece of work, and those after which a need may go in between."""
ONE_AT_A_TIME = Lock()
"""Comparisons and models: side by side they would only share the interpreter, and hold up whoever waits."""


@cache
def _kept(path: Path) -> Vectors:
    return Vectors(path)


@cache
def _tier(name: str, path: Path | None) -> Tier:
    found = choose(name, _kept(path) if path else {})
    log.info("matching has its tier", tier=found.name, note=found.note)
    return found


def tier(setting: Setting) -> Tier:
    """What matching reads with in this process; the model is loaded when it is asked for first."""
    return PLAIN if setting.tier == "plain" else _tier(setting.tier, setting.vectors)


@cache
def _read_before(stamped: str) -> Known:
    return Known(stamped)


def known(of: Tier, lexicon: Lexicon) -> Known:
    """What this process has read with a tier, by what it says: between two needs only what changed is read again."""
    stamped = stamp(of, lexicon)
    if len(_read_before(stamped)) > REMEMBERED:  # who is gone is forgotten now and then
        _read_before.cache_clear()
    return _read_before(stamped)


def said_by(person: Person) -> list[str]:
    """All that is read of somebody: each offer, each wish, and each of the two as a whole."""
    both = (text.offers((*person.offers, person.headline)), text.offers((person.looking_for,)))
    return [one for told in both for one in (*told, ". ".join(told)) if one]


def ready(of: Tier, lexicon: Lexicon, said: Iterable[str]) -> bool:
    """Whether few enough of these texts are new to the model for somebody to wait for them."""
    if not isinstance(of.encoder, Cached):
        return True
    texts = {key(one): one for one in said}
    new = known(of, lexicon).missing(list(texts))
    return len(new) <= AT_ONCE or of.encoder.missing([hear(texts[one], lexicon).said for one in new]) <= AT_ONCE


@works.due("vectors.fill")
async def fill(office: Office, key_: str) -> None:
    """Let the model read what it has not read yet, a little at a time."""
    del key_
    if await asyncio.to_thread(_filled, tier(office.setting), await office.read(_said)):
        await office.run(_go_on)


def _go_on(desk: Desk) -> None:
    desk.later("vectors.fill", "all")


@works.every(timedelta(days=1), "vectors.sweep")
async def sweep(office: Office, slot: str) -> None:
    """Once a day: vectors of texts that nobody says any more are forgotten, and new texts are read."""
    del slot
    said = await office.read(_said) if office.setting.tier != "plain" else []
    if said:  # a model is not loaded for nobody
        await asyncio.to_thread(_swept, office.setting, said)
        await office.run(_go_on)


def _said(db: Connection) -> list[str]:
    """What everybody lets others know, and every open need and offer, in one order."""
    communities = [one.id for one in people.communities(db)]
    profiles = [one for _, one in profile.published(db, communities)]
    offered = [one.text for side in ("need", "offer") for one in needs.open_in(db, communities, side)]
    told = [
        one
        for about in profiles
        for one in said_by(Person("", about.offers, headline=about.headline, looking_for=about.looking_for))
    ]
    return sorted({*told, *offered})


def _filled(of: Tier, said: Sequence[str]) -> bool:
    """Read some of what is new; True where there is more."""
    if not isinstance(of.encoder, Cached):
        return False
    heard = dict.fromkeys(one for told in said if (one := hear(told, shipped()).said))
    new = [one for one in heard if of.encoder.missing([one])]
    for start in range(0, min(A_RUN, len(new)), CHUNK):
        with ONE_AT_A_TIME:  # whoever asks for somebody goes in between
            try:
                of.encoder.encode(new[start : start + CHUNK])
            except EncoderUnusableError as error:
                log.warning("the model broke", reason=str(error))
                return False
    return len(new) > A_RUN


def _swept(setting: Setting, said: Sequence[str]) -> None:
    model = tier(setting).encoder
    if setting.vectors is not None and isinstance(model, Cached):
        gone = _kept(setting.vectors).keep_only({model.key(hear(one, shipped()).said) for one in said})
        log.info("vectors of texts that are gone are forgotten", gone=gone)
