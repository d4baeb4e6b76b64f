"""Who speaks: the known member behind an account, or a new one made on the spot."""

from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.context import Setting
from bot.i18n import LANGUAGES
from bot.incoming import Happened, Incoming, Who
from bot.markup import clean
from domain.times import known_zone
from storage import joining, people
from storage.effects import afterwards
from storage.people import Speaker

FRESH = timedelta(minutes=1)
"""How old "last used" may be before it is written again: it only decides which chat a person prefers."""
ARRIVALS = ((1_000, timedelta(minutes=10)), (5_000, timedelta(days=1)))
"""So many people nobody knew may come: a full hall scans the code on the wall, a whole campus is invited in a day.

Each of them costs some five rows, kilobytes in all; beyond that it is not people who come.
"""

log = structlog.get_logger()


class Crowded(Exception):
    """More newcomers than people come: this one leaves no row and hears nothing; who comes tomorrow gets in."""


class Door:
    """Knows each speaker, and lets newcomers in unless they come in crowds no community sees."""

    def __init__(self) -> None:
        self._closed_until: datetime | None = None

    def speaker(self, db: Connection, setting: Setting, what: Incoming) -> Speaker:
        """The person behind the account, with what changed about the account written down.

        Raises:
            Crowded: nobody knows them, and too many such have come.
        """
        who = what.who
        speaker = people.speaker(db, who.platform, who.workspace, who.user)
        if speaker is None:
            self._let_in(db, setting.clock())
            _arrive(db, setting, who)
            speaker = people.speaker(db, who.platform, who.workspace, who.user)
        if speaker is None:
            raise LookupError("an account that was just made is gone")
        if not isinstance(what, Happened):
            _touch(db, setting, who, speaker)
        return speaker

    def _let_in(self, db: Connection, now: datetime) -> None:
        """The tables are asked once a crowd: whoever is turned away costs no look at them."""
        longest = max(within for _, within in ARRIVALS)
        if self._closed_until and now < self._closed_until <= now + longest:
            raise Crowded
        for most, within in ARRIVALS:
            before = joining.newcomer(db, most)
            if before and now - within < before <= now:
                afterwards(db, partial(self._close, before + within, came=most, hours=within / timedelta(hours=1)))
                raise Crowded

    def _close(self, until: datetime, **why: float) -> None:
        if self._closed_until is None or until > self._closed_until:
            log.warning("newcomers are turned away", **why)
        self._closed_until = until


def _arrive(db: Connection, setting: Setting, who: Who) -> None:
    """A member without any standing yet; the community is the place's own, or the only one there is."""
    community = _place(db, who)
    language = who.language.replace("_", "-").split("-")[0].lower()
    if language not in LANGUAGES:
        language = community.language if community else setting.language
    zone = who.zone if known_zone(who.zone) else community.zone if community else setting.zone
    name = clean(who.name).strip()[:80] or who.user
    member_id = people.add_member(db, name, language, zone, community.id if community else None, setting.clock())
    chat = who.chat or who.user
    people.add_account(db, member_id, who.platform, who.workspace, who.user, chat, setting.clock())


def _place(db: Connection, who: Who) -> people.Community | None:
    """The group's own community, else the workspace's, else the first there is."""
    for place in (who.group, who.workspace):
        if place and (found := people.community_at(db, who.platform, place)):
            return found
    return next(iter(people.communities(db)), None)


def _touch(db: Connection, setting: Setting, who: Who, speaker: Speaker) -> None:
    """Whoever writes can be written to again: the chat is open and was used just now."""
    now = setting.clock()
    changed = {"chat": who.chat} if who.chat and who.chat != speaker.chat else {}
    if changed or speaker.account_state != "active" or now - speaker.used > FRESH or now < speaker.used:
        people.set_account(db, speaker.account_id, used=now, state="active", **changed)
