"""Puts a picture that a manager sent on their broadcast, and shows them the draft again."""

import json
from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Button, Message, row
from domain.broadcasts import State
from domain.delivery import Purpose
from domain.roles import Role
from handlers.broadcast_forms import Act, OnBroadcast
from handlers.broadcasts import PICTURED
from scheduler.works import Office, Works
from storage import broadcasts, people, picture_files, pictures
from storage.pictures import Picture

works = Works()


@works.due(PICTURED)
async def pictured(office: Office, key: str) -> None:
    """Put it on the broadcast. The key is the broadcast's id and the picture's."""
    broadcast_id, _, picture_id = key.partition(":")
    await office.run(partial(_pictured, int(broadcast_id), int(picture_id)))


def _pictured(broadcast_id: int, picture_id: int, desk: Desk) -> None:
    """Done again when the picture is described; what is on its way already stays as it is."""
    one = broadcasts.get(desk.db, broadcast_id, lock=True)
    sent = pictures.taken(desk.db, picture_id, PICTURED, str(broadcast_id))
    if one is None or sent is None or not State(one.state).open or not _manages(desk, one.community_id, sent):
        return
    kept = picture_files.keep(desk.db, sent.content or b"", desk.now)
    body = {"name": sent.name, "mime": sent.mime, "kept": kept, "alt": sent.alt}
    broadcasts.change(desk.db, one.id, picture=json.dumps(body, ensure_ascii=False))
    once = f"broadcast-picture:{one.id}:{picture_id}"
    desk.send(sent.member_id, partial(_told, one.id), Purpose.ANSWER, once=once)


def _manages(desk: Desk, community_id: int, sent: Picture) -> bool:
    return sent.member_id in {member.id for member in people.members(desk.db, community_id, role=Role.MANAGER)}


def _told(broadcast_id: int, t: Translator) -> Message:
    look = Button(t("Preview"), OnBroadcast(broadcast_id, Act.PREVIEW), style="primary")
    back = Button(t("Back to the draft"), OnBroadcast(broadcast_id, Act.SHOW))
    return Message(t("*The picture is on it.*\nIt goes out with the words."), row(look, back))
