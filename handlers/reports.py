"""Telling the managers about somebody's behaviour."""

from dataclasses import dataclass
from functools import partial

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.i18n import Translator
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Press, Run, row
from domain.delivery import Purpose
from domain.errors import Refused
from domain.naming import MOST, named
from domain.roles import Role
from storage import acquaintances, audit, people, reports

router = Router()


@dataclass(frozen=True)
class ReportForm(Form, tag="report", title="Tell the managers", submit="Send"):
    """What happened, in the person's own words."""

    about: str = hidden()
    text: str = ask("What happened?", FieldKind.LONG, hint="Only the managers of your community read this.", limit=1000)


@dataclass(frozen=True)
class About(Press, tag="rep"):
    """Whom a report is about."""

    member: int


@router.command("report")
def report(ctx: Ctx, what: Commanded) -> Reply:
    """Tell the managers about somebody, in confidence."""
    t = ctx.t
    found = named(acquaintances.known_to(ctx.db, ctx.me, ctx.community.id), what.text)
    if not found:
        raise Refused("Whom is it about? Write `report` and the name, as you see it in `find`.")
    rows = tuple((Button(name, About(person)),) for person, name in found[:MOST])
    return Message(
        t("*Whom is it about?*\nOnly the managers of {community} will know.", community=ctx.community.name), rows
    )


@router.press(About)
def about(ctx: Ctx, tap: About) -> Reply:
    """Write the report."""
    del ctx
    return Open(ReportForm(about=str(tap.member)))


@router.form(ReportForm)
def reported(ctx: Ctx, form: ReportForm) -> Reply:
    """Pass a report to the managers."""
    known = {str(person): name for person, name in acquaintances.known_to(ctx.db, ctx.me, ctx.community.id)}
    name = known.get(form.about)
    if name is None:
        raise Refused("I do not know that person.")
    number = reports.add(ctx.db, ctx.community.id, ctx.me, int(form.about), form.text, ctx.now)
    audit.note(
        ctx.db, ctx.now, "member.reported", actor=ctx.me, community=ctx.community.id, subject=f"member:{form.about}"
    )
    for manager in people.members(ctx.db, ctx.community.id, role=Role.MANAGER):
        if str(manager.id) != form.about:
            ctx.send(
                manager.id,
                partial(_card, ctx.member.name, name, form.text),
                Purpose.NOTICE,
                once=f"report:{number}:{manager.id}",
            )
    text = ctx.t("*Thank you. The managers have it.*\nThey will come back to you. {name} is not told.", name=name)
    return Message(text, row(Button(ctx.t("Never match us again"), Run.within("block", name))))


def _card(author: str, about: str, text: str, t: Translator) -> Message:
    said = t(
        "*{author} reports {about}.*\n“{text}”\nWhat you do about it stands in the audit log.",
        author=author,
        about=about,
        text=text,
    )
    return Message(said, row(Button(t("Look at {name}", name=about), Run.within("people", about))))
