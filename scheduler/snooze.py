"""Pauses that end: a member hears that they are back."""

from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Button, Message, Run, row
from domain import times
from domain.delivery import Purpose
from scheduler.works import Office, Works
from storage import people

works = Works()


@works.due("snooze.ends")
async def ends(office: Office, key: str) -> None:
    """The pause of that member is over, unless they changed it meanwhile."""
    await office.run(partial(_end, int(key)))


def _end(member_id: int, desk: Desk) -> None:
    me = people.get(desk.db, member_id)
    if me is None or me.snoozed_until is None or me.snoozed_until > desk.now:
        return
    people.set_member(desk.db, member_id, snoozed_until=None)
    once = f"snooze:{member_id}:{me.snoozed_until.date()}"
    due = times.after_quiet(desk.now, me.zone, me.quiet_from, me.quiet_until)
    desk.send(member_id, partial(_welcome, me.name), Purpose.NOTICE, once=once, due=due)


def _welcome(name: str, t: Translator) -> Message:
    text = t("*Welcome back, {name}.*\nYour pause is over: matches, rounds and your digest start again.", name=name)
    return Message(text, row(Button(t("Longer, please"), Run("snooze")), Button(t("My profile"), Run("profile"))))
