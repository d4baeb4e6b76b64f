"""Puts a picture that somebody sent on their post: a change like one of its words, judged when it arrives."""

from functools import partial

from bot.context import Desk
from domain.delivery import Purpose
from domain.posts import Step, steps
from domain.roles import Role
from handlers import post_cards as cards
from handlers.post_change import revised
from handlers.post_forms import name_of
from handlers.post_look import look
from handlers.post_pictures import PICTURED, differs, too_late
from handlers.post_telling import role_of
from scheduler.works import Office, Works
from storage import outbox, pictures, post_pictures, posts
from storage.pictures import Picture as Sent
from storage.post_pictures import Picture
from storage.posts import Post

works = Works()


@works.due(PICTURED)
async def pictured(office: Office, key: str) -> None:
    """Put it on the post. The key is the post's id and the picture's."""
    post_id, _, picture_id = key.partition(":")
    await office.run(partial(_pictured, int(post_id), int(picture_id)))


def _pictured(post_id: int, picture_id: int, desk: Desk) -> None:
    """Done again when the picture is described: what was taken off or replaced meanwhile stays so."""
    one = posts.get(desk.db, post_id, lock=True)
    sent = pictures.taken(desk.db, picture_id, PICTURED, str(post_id))
    if one is None or sent is None:
        return
    role = role_of(desk, one.community_id, sent.member_id)
    own = one.author_id == sent.member_id
    once = f"post-picture:{post_id}:{picture_id}"
    if Step.EDIT in steps(one.stands, role, own=own):
        _put_on(desk, one, sent, role, once)
    elif role >= Role.EDITOR or (own and role >= Role.MEMBER):
        desk.send(sent.member_id, partial(too_late, one), Purpose.ANSWER, once=once)


def _put_on(desk: Desk, one: Post, sent: Sent, role: Role, once: str) -> None:
    old = post_pictures.get(desk.db, one.id)
    same = old is not None and old.content == sent.content
    if not same and outbox.was_sent(desk.db, once):
        return
    new = Picture(sent.name, sent.mime, sent.alt, sent.content or b"", logo=bool(same and old and old.logo))
    if differs(old, new):
        post_pictures.keep(desk.db, one.id, new)
        one = revised(desk, one, sent.member_id)
    card = partial(cards.shown, look(desk.db, one, desk.now), role, sent.member_id)
    build, name = partial(card, replace=False), name_of(one.id)
    if not desk.send(sent.member_id, build, Purpose.ANSWER, once=once, card=name):
        desk.edit(sent.member_id, name, card)
