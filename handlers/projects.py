"""Projects: making, showing and editing them, and asking people in."""

from dataclasses import dataclass, replace
from functools import partial

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.incoming import Commanded
from bot.markup import clean
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Run, row
from domain import projects as rules
from domain.delivery import Purpose
from domain.errors import Refused
from domain.projects import Stage
from domain.times import after_quiet
from handlers import project_cards
from handlers.project_cards import Act, Answer, Ask, OnProject, Turn, View
from storage import needs, people
from storage import projects as rows
from storage.people import Member
from storage.projects import Project

router = Router()
STAGES = (
    (Stage.IDEA, "An idea"),
    (Stage.VALIDATING, "Being tried out"),
    (Stage.BUILDING, "Being built"),
    (Stage.CONSTITUTED, "Constituted"),
)


@dataclass(frozen=True)
class ProjectForm(Form, tag="project", title="A project", submit="Save"):
    """A project, new or to be edited."""

    name: str = ask("What is it called?", limit=rules.TITLE)
    summary: str = ask("What is it about?", FieldKind.LONG, hint="Two or three sentences.", optional=True)
    stage: str = ask("How far is it?", FieldKind.CHOICE, optional=True, choices=STAGES)
    project: str = hidden()


@dataclass(frozen=True)
class PersonForm(Form, tag="prjname", title="Who is in it", submit="Look"):
    """Who shall be asked into a project."""

    name: str = ask("Whose name?", limit=80)
    project: str = hidden()


@router.command("project")
def project(ctx: Ctx, what: Commanded) -> Reply:
    """Begin a project, or write its title and it is begun."""
    title = rules.title_of(clean(what.text))
    if title in {"", project_cards.NEW}:
        return Open(ProjectForm())
    if len(title) > rules.TITLE or not any(char.isalnum() for char in title):
        text = ctx.t("*A title has up to {n} characters.*\nThe rest goes into the summary.", n=rules.TITLE)
        return (Message(text), Open(ProjectForm(summary=clean(what.text).strip()[:500])))
    return _made(ctx, title, "", Stage.IDEA)


@router.form(ProjectForm)
def project_filled(ctx: Ctx, form: ProjectForm) -> Reply:
    """A project, from the form."""
    title, stage = rules.title_of(form.name), Stage(form.stage or Stage.IDEA)
    if not any(char.isalnum() for char in title):
        again = replace(form, name="")
        return (Message(ctx.t("*Give it a name that one can say.*")), Open(again, only="name"))
    if not form.project:
        return _made(ctx, title, form.summary, stage)
    found = _own(ctx, _number(form.project))
    rows.change(ctx.db, found.id, ctx.now, title=title, summary=form.summary, stage=str(stage))
    return _card(ctx, found.id, new=True)


def _made(ctx: Ctx, title: str, summary: str, stage: Stage) -> Message:
    values = {"community_id": ctx.community.id, "owner_id": ctx.me, "title": title}
    project_id = rows.add(ctx.db, ctx.now, summary=summary, stage=str(stage), **values)
    return _card(ctx, project_id, new=True)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _found(ctx: Ctx, project_id: int) -> Project:
    """A project of this community; another's reads as absent."""
    found = rows.get(ctx.db, project_id, lock=True)
    if found is None or found.community_id != ctx.community.id:
        raise Refused("That project is no longer here.", next_step="projects")
    return found


def _own(ctx: Ctx, project_id: int) -> Project:
    found = _found(ctx, project_id)
    if found.owner_id != ctx.me:
        raise Refused("Only who began a project can change it.", next_step="projects")
    return found


def _card(ctx: Ctx, project_id: int, *, new: bool = False) -> Message:
    found = _found(ctx, project_id)
    owner = people.get(ctx.db, found.owner_id)
    inside = {member.id for member in people.members(ctx.db, found.community_id)}
    here = [person for person in rows.people_in(ctx.db, found.id) if person.id in inside]
    texts = tuple(need.text for need in needs.of_project(ctx.db, found.id))
    view = View(ctx.me, owner.name if owner else "", here, texts)
    return project_cards.card(found, view, ctx.t, replace=not new)


@router.command("projects")
def projects(ctx: Ctx, what: Commanded) -> Reply:
    """See what people here are building."""
    del what
    return _listed(ctx, 0)


@router.press(Turn)
def turned(ctx: Ctx, tap: Turn) -> Reply:
    """Another page of the projects."""
    return replace(_listed(ctx, tap.page), replace=True)


def _listed(ctx: Ctx, wanted: int) -> Message:
    count = rows.count(ctx.db, ctx.community.id)
    page = rules.page(wanted, count)
    found = rows.page(ctx.db, ctx.community.id, page.offset, rules.PAGE)
    return project_cards.listed(found, page, count, ctx.t)


@router.press(OnProject)
def pressed(ctx: Ctx, tap: OnProject) -> Reply:
    """A button on a project's card."""
    if tap.act is Act.SHOW:
        return _card(ctx, tap.project)
    if tap.act is Act.LEAVE:
        return _left(ctx, _found(ctx, tap.project))
    found = _own(ctx, tap.project)
    if tap.act is Act.EDIT:
        return Open(ProjectForm(found.title, found.summary, found.stage, str(found.id)))
    if tap.act is Act.ADD:
        return Open(PersonForm(project=str(found.id)))
    if tap.act is not Act.DROP_NOW:
        return project_cards.sure(found, ctx.t) if tap.act is Act.DROP else project_cards.more(found, ctx.t)
    rows.drop(ctx.db, found.id)
    every = Button(ctx.t("All projects"), Run("projects"))
    return Message(ctx.t("*“{title}” is off the list.*", title=found.title), row(every), replace=True)


@router.form(PersonForm)
def person_named(ctx: Ctx, form: PersonForm) -> Reply:
    """Find who is meant by a name."""
    found = _own(ctx, _number(form.project))
    known = {person.id for person in rows.people_in(ctx.db, found.id)} | {ctx.me}
    here = [(m.id, m.name) for m in people.members(ctx.db, ctx.community.id) if m.id not in known]
    return project_cards.meant(found, rules.meant(form.name, here), ctx.t)


@router.press(Ask)
def asked(ctx: Ctx, tap: Ask) -> Reply:
    """Ask someone into a project."""
    found = _own(ctx, tap.project)
    person = next((m for m in people.members(ctx.db, ctx.community.id) if m.id == tap.member), None)
    if person is None or person.id == ctx.me:
        raise Refused("They are not here any more.", next_step="projects")
    if any(p.id == person.id for p in rows.people_in(ctx.db, found.id)):
        return _card(ctx, found.id)
    if not tap.sure:
        return project_cards.confirm(found, person.id, person.name, ctx.t)
    rows.put_person(ctx.db, found.id, person.id, "asked", ctx.now)
    _invite(ctx, found, person)
    return _card(ctx, found.id)


def _invite(ctx: Ctx, found: Project, person: Member) -> None:
    """One invitation to a project, ever: who said no is not asked again."""
    due = after_quiet(ctx.now, person.zone, person.quiet_from, person.quiet_until)
    build = partial(project_cards.invitation, found, ctx.member.name)
    ctx.send(person.id, build, Purpose.NOTICE, once=f"project:{found.id}:asks:{person.id}", due=due)


@router.press(Answer)
def answered(ctx: Ctx, tap: Answer) -> Reply:
    """Answer an invitation into a project."""
    found = _found(ctx, tap.project)
    mine = _standing(ctx, found)
    if mine not in {"asked", "in"}:
        raise Refused("That invitation is over.", next_step="projects")
    if not tap.yes:
        rows.put_person(ctx.db, found.id, ctx.me, "out", ctx.now)
        return Message(ctx.t("*You are not in “{title}”.* Nobody was told why.", title=found.title), replace=True)
    if mine == "asked":
        rows.put_person(ctx.db, found.id, ctx.me, "in", ctx.now)
        _tell_owner(ctx, found)
    return _card(ctx, found.id)


def _tell_owner(ctx: Ctx, found: Project) -> None:
    owner = people.get(ctx.db, found.owner_id)
    if owner:
        due = after_quiet(ctx.now, owner.zone, owner.quiet_from, owner.quiet_until)
        build = partial(project_cards.joined, found, ctx.member.name)
        ctx.send(owner.id, build, Purpose.NOTICE, once=f"project:{found.id}:joined:{ctx.me}", due=due)


def _standing(ctx: Ctx, found: Project) -> str | None:
    return next((p.state for p in rows.people_in(ctx.db, found.id) if p.id == ctx.me), None)


def _left(ctx: Ctx, found: Project) -> Message:
    if _standing(ctx, found) == "in":
        rows.put_person(ctx.db, found.id, ctx.me, "out", ctx.now)
    return _card(ctx, found.id)
