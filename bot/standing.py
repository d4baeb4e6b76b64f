"""Cards that stand in several places at once and are kept up to date there: edited where they are, never too often."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from bot import wire
from bot.context import Build, Desk
from bot.ui import Message
from domain.delivery import Purpose
from storage import cards, outbox
from storage.cards import Copy

PAUSE = timedelta(seconds=3)
"""Many answers in a row make one edit: so long after the first of them."""
MANY = 200
"""Copies that one unit looks at."""


def keep(desk: Desk, card: str, member_id: int) -> None:
    """Note that a member has this card; what they have under its name is edited from now on."""
    cards.with_member(desk.db, card, member_id, desk.now)


def put_up(desk: Desk, card: str, platform: str, workspace: str, chat: str, build: Build, language: str) -> None:
    """Put the card up in a group, whose last copy of it then counts."""
    copy = cards.in_chat(desk.db, card, platform, workspace, chat, desk.now)
    message = build(desk.setting.catalogues[language])
    cards.drew(desk.db, copy.id, _print(_letter(message)))
    outbox.put(
        desk.db, desk.now, "send", wire.dumps(replace(message, replace=False)), Purpose.NOTICE,
        adapter=platform, workspace=workspace, chat=chat, card=card, reference=desk.reference,
    )  # fmt: skip
    desk.planned = True


def changed(desk: Desk, work: str, key: str) -> None:
    """Something on it changed: that work draws it anew, soon, and once for all who changed it meanwhile."""
    desk.soon(work, key, desk.now + PAUSE)


def draw_groups(desk: Desk, card: str, build: Build, language: str) -> None:
    """Edit every copy in a group whose picture has changed."""
    letter = _letter(build(desk.setting.catalogues[language]))
    for copy in cards.copies(desk.db, card, private=False):
        _edit(desk, copy, letter)


def draw(desk: Desk, copy: Copy, build: Build) -> None:
    """Edit a member's copy, in their language, where its picture has changed."""
    if copy.member_id is not None:
        _edit(desk, copy, _letter(build(desk.translator(copy.member_id))))


def _letter(message: Message) -> str:
    """As an edit says it: a picture that stands below stays there, and is not brought again."""
    image = message.image.standing if message.image else None
    return wire.dumps(replace(message, replace=False, image=image))


def _print(letter: str) -> str:
    return hashlib.sha256(letter.encode()).hexdigest()[:16]


def _edit(desk: Desk, copy: Copy, letter: str) -> None:
    if copy.drawn == _print(letter):
        return
    cards.drew(desk.db, copy.id, _print(letter))
    cards.supersede(desk.db, copy, desk.now)
    outbox.put(
        desk.db, desk.now, "edit", letter, Purpose.SEAT,
        adapter=copy.adapter, workspace=copy.workspace, chat=copy.chat, member_id=copy.member_id, card=copy.card,
        reference=desk.reference,
    )  # fmt: skip
    desk.planned = True
