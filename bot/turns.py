"""What a value means to the person who sent it: which handler it is for, given roles and half-filled forms."""

from dataclasses import replace

from bot import dialogue
from bot.context import Ctx
from bot.dialogue import RESUME, Day, Month, Move, Pick, Step
from bot.forms import Form, accepted, errors
from bot.incoming import Commanded, Filled, Happened, Incoming, Pressed, Said
from bot.markup import clean
from bot.refusals import outside, stale, unknown
from bot.router import Open, Reply, Route, Routes
from bot.ui import Message, Run
from domain.errors import Forbidden, Refused
from domain.roles import Role
from storage import drafts, pictures
from storage.drafts import Draft

FOR = {
    Role.MEMBER: "That is for the members of this community.",
    Role.MENTOR: "That is for the mentors of this community.",
    Role.EDITOR: "That is for the editors of this community.",
    Role.MANAGER: "That is for the managers of this community.",
    Role.OWNER: "That is for the owners of this community.",
}
"""What someone reads whose role does not reach a route."""


def turn(ctx: Ctx, routes: Routes, what: Incoming) -> Reply:
    """Find the handler and return what it says.

    Raises:
        Refused: a sentence for the person; what the handler wrote is undone by the caller.
    """
    what = _spoken(ctx, _readable(what))
    _arrived(ctx, routes, what)
    return _meant(ctx, routes, what)


def _readable(what: Incoming) -> Incoming:
    """What every database and platform can carry: whatever a handler keeps can be kept."""
    if isinstance(what, Said | Commanded):
        text = clean(what.text)
        return what if text == what.text else replace(what, text=text)
    if isinstance(what, Filled):
        return replace(what, values=_cleaned(what.values), hidden=_cleaned(what.hidden))
    return replace(what, values=_cleaned(what.values)) if isinstance(what, Happened) else what


def _spoken(ctx: Ctx, what: Incoming) -> Incoming:
    """Words below a picture that nobody asked for are words."""
    if not isinstance(what, Happened) or what.what != "file" or not what.values.get("text", "").strip():
        return what
    if pictures.wanted(ctx.db, ctx.me, ctx.now):
        return what
    return Said(who=what.who, key=what.key, trigger=what.trigger, text=what.values["text"])


def _cleaned(values: dict[str, str]) -> dict[str, str]:
    return {name: clean(value) for name, value in values.items()}


def _arrived(ctx: Ctx, routes: Routes, what: Incoming) -> None:
    """Someone without any standing is received first: the feature that admits people decides where they stand."""
    route = routes.find("happened", "arrived")
    if ctx.state or not ctx.has_community or route is None or isinstance(what, Happened):
        return
    command = _as_command(what) if isinstance(what, Said) else what
    said = {"command": command.name, "text": command.text} if isinstance(command, Commanded) else {}
    route.handler(ctx, Happened(who=what.who, key=what.key, what="arrived", values=said))
    ctx.look_again()


def _meant(ctx: Ctx, routes: Routes, what: Incoming) -> Reply:
    if isinstance(what, Happened):
        return _happened(ctx, routes, what)
    if isinstance(what, Filled):
        return _filled(ctx, routes, what)
    if isinstance(what, Pressed):
        return _pressed(ctx, routes, what)
    if isinstance(what, Said):
        return _said(ctx, routes, what)
    return _commanded(ctx, routes, what) if isinstance(what, Commanded) else None


def _allowed(ctx: Ctx, route: Route) -> Route:
    """Rights are checked here and nowhere else."""
    ctx.route = (route.kind, route.word)
    if ctx.role < route.role:
        raise Forbidden(FOR[route.role])
    return route


def _commanded(ctx: Ctx, routes: Routes, what: Commanded) -> Reply:
    if what.name == "cancel" and drafts.get(ctx.db, ctx.me):
        return _cancelled(ctx)
    route = routes.find("command", what.name)
    if route is None or (ctx.role < route.role and route.role > Role.MEMBER):
        return unknown(ctx, routes, what.name) if ctx.role >= Role.MEMBER else outside(ctx)
    return _allowed(ctx, route).handler(ctx, what)


def _said(ctx: Ctx, routes: Routes, what: Said) -> Reply:
    command = _as_command(what)
    draft = drafts.get(ctx.db, ctx.me)
    asked_for = what.text.lstrip().startswith("/") or what.text.strip().lower() in {"cancel", "help"}
    if draft and draft.at and not asked_for:
        return _continued(ctx, routes, draft, what, command)
    if command.name == "cancel" or routes.find("command", command.name):
        return _commanded(ctx, routes, command)
    return unknown(ctx, routes, what.text) if ctx.role >= Role.MEMBER else outside(ctx)


def _as_command(what: Said) -> Commanded:
    """The first word as a command, the rest as its text: the same words on every platform."""
    first, rest = [*what.text.strip().split(maxsplit=1), "", ""][:2]
    name = first.lstrip("/").lower()
    return Commanded(who=what.who, key=what.key, trigger=what.trigger, name=name, text=rest.strip())


def _continued(ctx: Ctx, routes: Routes, draft: Draft, what: Said, command: Commanded) -> Reply:
    """Free text while a form is half filled is the answer; a command is obeyed where it is none."""
    form, text = _form(routes, draft), what.text
    if form is None:
        drafts.drop(ctx.db, ctx.me)
        return unknown(ctx, routes, text)
    word = text.strip().lower()
    moves = {"back": Move.BACK, "skip": Move.SKIP, "done": Move.DONE}
    if word in moves:
        return _stepped(ctx, routes, draft, dialogue.moved(ctx, form, draft, moves[word]))
    try:
        following = dialogue.answered(ctx, form, draft, text)
    except Refused as refusal:
        if routes.find("command", command.name):
            return _commanded(ctx, routes, command)
        again = dialogue.question(ctx, form, draft)
        return Message(f"{ctx.t(refusal.text, **refusal.values)}\n\n{again.text}", again.rows)
    return _stepped(ctx, routes, draft, following)


def _form(routes: Routes, draft: Draft) -> type[Form] | None:
    route = routes.find("form", draft.form)
    form: type[Form] | None = route.value if route else None
    return form if form and draft.at in {"", *form.asks()} else None


def _stepped(ctx: Ctx, routes: Routes, before: Draft, after: Draft | None, *, replace: bool = False) -> Reply:
    """Ask the next question, or hand the complete form to its handler."""
    form = _form(routes, before)
    if form is None:
        return stale(ctx)
    if after is not None:
        return dialogue.question(ctx, form, after, replace_card=replace)
    whole = drafts.get(ctx.db, ctx.me)
    return _complete(ctx, routes, form, whole.answers if whole else before.answers)


def _complete(ctx: Ctx, routes: Routes, form: type[Form], values: dict[str, str]) -> Reply:
    route = routes.find("form", form.tag)
    if route is None:
        return stale(ctx)
    drafts.drop(ctx.db, ctx.me)
    return _allowed(ctx, route).handler(ctx, form.fill(values))


def _filled(ctx: Ctx, routes: Routes, what: Filled) -> Reply:
    route = routes.find("form", what.form)
    if route is None:
        return stale(ctx)
    values = what.hidden | what.values
    draft = drafts.get(ctx.db, ctx.me)
    asked = {draft.only} if draft and draft.only and draft.form == what.form else set(route.value.asks())
    wrong = errors(route.value, values, ctx.t, asked)
    if wrong:
        raise Refused("{problem}", problem=next(iter(wrong.values())))
    return _complete(ctx, routes, route.value, accepted(route.value, values, ctx.t, asked))


def _pressed(ctx: Ctx, routes: Routes, what: Pressed) -> Reply:
    if isinstance(run := Run.unpack(what.packed), Run):
        command = Commanded(who=what.who, key=what.key, trigger=what.trigger, name=run.command, text=clean(run.text))
        return _commanded(ctx, routes, command)
    if what.packed.startswith("~"):
        return _form_pressed(ctx, routes, what)
    found = routes.unpack(what.packed)
    if found is None:
        return stale(ctx)
    route, press = found
    return _allowed(ctx, route).handler(ctx, press)


def _form_pressed(ctx: Ctx, routes: Routes, what: Pressed) -> Reply:
    """A button of a form: only on the question that the form stands at."""
    draft = drafts.get(ctx.db, ctx.me)
    form = _form(routes, draft) if draft else None
    if draft is None or form is None:
        return stale(ctx)
    if what.packed == RESUME or (not draft.at and not _cancels(what.packed)):
        return Open(form.fill(draft.answers), draft.only, draft.at)
    return _cancelled(ctx) if _cancels(what.packed) else _moved(ctx, routes, draft, form, what.packed)


def _cancels(packed: str) -> bool:
    step = Step.unpack(packed)
    return step is not None and step.move is Move.CANCEL


def _moved(ctx: Ctx, routes: Routes, draft: Draft, form: type[Form], packed: str) -> Reply:
    """What a button means that stands on the question; one of another question asks this one again."""
    step, pick, month, day = (kind.unpack(packed) for kind in (Step, Pick, Month, Day))
    if isinstance(step, Step) and step.at == draft.at:
        return _stepped(ctx, routes, draft, dialogue.moved(ctx, form, draft, step.move), replace=True)
    if isinstance(pick, Pick) and pick.at == draft.at:
        return _stepped(ctx, routes, draft, dialogue.picked(ctx, form, draft, pick.choice), replace=True)
    if isinstance(day, Day) and day.at == draft.at:
        return _stepped(ctx, routes, draft, dialogue.answered(ctx, form, draft, day.day), replace=True)
    turned = month.month if isinstance(month, Month) and month.at == draft.at else ""
    return dialogue.question(ctx, form, draft, replace_card=bool(turned), month=turned)


def _cancelled(ctx: Ctx) -> Message:
    drafts.drop(ctx.db, ctx.me)
    return Message(ctx.t("*Dropped.* Nothing was saved."))


def _happened(ctx: Ctx, routes: Routes, what: Happened) -> Reply:
    route = routes.find("happened", what.what)
    return _allowed(ctx, route).handler(ctx, what) if route else None
