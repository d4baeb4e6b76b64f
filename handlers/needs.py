"""Needs: saying what one needs, and the buttons of a need's or an offer's life."""

from datetime import date
from typing import Any

from bot.context import Ctx
from bot.incoming import Commanded
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain import needs as rules
from domain.errors import Refused
from domain.needs import Side, State, Step, Trouble
from domain.roles import Role
from handlers import need_cards, need_forms, need_intake
from handlers.need_cards import Act, Day, ForProject, MetBy, OnNeed
from handlers.need_forms import NeedForm
from handlers.need_intake import again, may_open, mine, today
from handlers.need_words import day_words
from storage import needs as rows
from storage import profile, projects
from storage.needs import Need

router = Router()


@router.command("need", role=Role.STRANGER)
def need(ctx: Ctx, what: Commanded) -> Reply:
    """Say what you need and I look for someone."""
    if not ctx.has_community:
        return outside(ctx)
    if what.text == need_cards.NEW:
        return need_forms.blank(Side.NEED)
    return need_intake.typed(ctx, Side.NEED, what.text) if what.text else need_intake.list_or_form(ctx, Side.NEED)


@router.form(NeedForm, role=Role.STRANGER)
def need_filled(ctx: Ctx, form: NeedForm) -> Reply:
    """What you need, from the form."""
    return need_intake.filled(ctx, Side.NEED, form) if ctx.has_community else outside(ctx)


@router.press(OnNeed, role=Role.STRANGER)
def pressed(ctx: Ctx, tap: OnNeed) -> Reply:
    """A button on the card of a need."""
    found = mine(ctx, tap.need)
    waiting = State(found.state).waiting
    if tap.act in {Act.CHANGE, Act.DAY} and (waiting or may_open(ctx, found)):
        return need_forms.form_of(found, only="until" if tap.act is Act.DAY else "")
    if tap.act is Act.DROP and waiting:
        return _dropped(ctx, found)
    if tap.act is Act.PLAIN_DAY:
        return _with_day(ctx, found, rules.first_until(today(ctx)))
    if not may_open(ctx, found):
        return _card(ctx, found) if waiting else outside(ctx)
    return _stepped(ctx, found, tap.act)


def _stepped(ctx: Ctx, found: Need, act: Act) -> Reply:
    """What only someone who is in may do; a button that means nothing any more shows the card as it is."""
    if act is Act.CONFIRM:
        return _confirmed(ctx, found)
    if act is Act.FULFILLED:
        return _who_helped(ctx, found)
    if act is Act.CLOSE:
        return _moved(ctx, found, Step.CLOSE)
    if act is Act.RENEW:
        return _moved(ctx, found, Step.RENEW, until=rules.renewed(found.until, today(ctx)))
    if act is Act.MORE and State(found.state).live:
        owns = bool(projects.owned(ctx.db, ctx.me, found.community_id))
        return need_cards.more(found, ctx.t, today(ctx), with_projects=owns and found.side == Side.NEED)
    return _which_project(ctx, found) if act is Act.PROJECTS else _card(ctx, found)


def _card(ctx: Ctx, found: Need) -> Message:
    return need_cards.shown(found, ctx.t, today(ctx), may_open=may_open(ctx, found))


def _moved(ctx: Ctx, found: Need, step: Step, **values: Any) -> Message:
    """Take a step where it still means something; show the card as it is then."""
    state = rules.after(State(found.state), step)
    if state is None:
        return _card(ctx, found)
    return _card(ctx, need_intake.changed(ctx, found, state=str(state), **values))


def _confirmed(ctx: Ctx, found: Need) -> Reply:
    """Open it, unless its day has passed since it was written."""
    if rules.after(State(found.state), Step.CONFIRM) is None:
        return _card(ctx, found)
    now = today(ctx)
    until = rules.checked(found.until or rules.first_until(now), str(found.until), now)
    if isinstance(until, Trouble):
        return need_cards.doubtful(found, until, ctx.t, now)
    opened = need_intake.changed(ctx, found, state=str(State.OPEN), until=until)
    about = profile.get(ctx.db, ctx.me)
    return need_cards.opened(opened, ctx.t, now, tell_me=not (about.offers or about.headline))


def _dropped(ctx: Ctx, found: Need) -> Message:
    rows.drop(ctx.db, found.id)
    new = Button(ctx.t("Write another"), Run(found.side, need_cards.NEW))
    return Message(ctx.t("*Dropped.* I have kept nothing of it."), row(new), replace=True)


@router.press(Day, role=Role.STRANGER)
def day_chosen(ctx: Ctx, tap: Day) -> Reply:
    """The day that you meant."""
    found = mine(ctx, tap.need)
    try:
        day = date.fromisoformat(tap.day)
    except ValueError:
        raise Refused("That is no longer here.", next_step="need") from None
    return _with_day(ctx, found, day)


def _with_day(ctx: Ctx, found: Need, day: date) -> Message:
    now, state = today(ctx), State(found.state)
    until = rules.checked(day, day_words(day, ctx.t, now), now)
    if isinstance(until, Trouble):
        return need_cards.doubtful(found, until, ctx.t, now)
    return _card(ctx, need_intake.changed(ctx, found, until=until) if state.live or state.waiting else found)


def _who_helped(ctx: Ctx, found: Need) -> Message:
    """Ask by whom where I introduced people; else nobody needs to be named."""
    people = rows.introduced(ctx.db, found.id)
    if not people or rules.after(State(found.state), Step.FULFIL) is None:
        return _moved(ctx, found, Step.FULFIL)
    t = ctx.t
    buttons = [Button(name, MetBy(found.id, number)) for number, name in people]
    buttons += [Button(t("Someone else"), MetBy(found.id, 0)), Button(t("Back"), OnNeed(found.id, Act.SHOW))]
    text = t("*Good. Who helped?*\n{head}", head=need_cards.head(found))
    return Message(text, tuple((button,) for button in buttons), replace=True)


@router.press(MetBy)
def met_by(ctx: Ctx, tap: MetBy) -> Reply:
    """Who helped."""
    found = mine(ctx, tap.need)
    if tap.member and tap.member not in dict(rows.introduced(ctx.db, found.id)):
        raise Refused("That is no longer here.", next_step="need")
    return _moved(ctx, found, Step.FULFIL, met_by=tap.member or None)


def _which_project(ctx: Ctx, found: Need) -> Message:
    t = ctx.t
    own = projects.owned(ctx.db, ctx.me, found.community_id)
    chosen = {found.project_id: "✓ "}
    buttons = [Button(chosen.get(p.id, "") + p.title, ForProject(found.id, p.id)) for p in own[:10]]
    buttons += [Button(t("No project"), ForProject(found.id, 0)), Button(t("Back"), OnNeed(found.id, Act.SHOW))]
    text = t("*For which project?*\nWhat it needs is shown on the project's card, to everyone here.")
    return Message(text, tuple((button,) for button in buttons), replace=True)


@router.press(ForProject)
def for_project(ctx: Ctx, tap: ForProject) -> Reply:
    """The project that a need belongs to."""
    found = mine(ctx, tap.need)
    own = {project.id for project in projects.owned(ctx.db, ctx.me, found.community_id)}
    if tap.project and tap.project not in own:
        raise Refused("That is no longer here.", next_step="projects")
    rows.change(ctx.db, found.id, ctx.now, project_id=tap.project or None)
    return _card(ctx, again(ctx, found.id))
