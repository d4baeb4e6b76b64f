"""How a community words its drafts, and which of them are made without being asked for."""

from dataclasses import dataclass
from types import MappingProxyType

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.i18n import Translator
from bot.markup import clean
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Press, row
from domain import post_templates as rules
from domain.errors import Refused
from domain.post_templates import PLACES, Source
from domain.roles import Role
from handlers import post_drafts as drafts
from handlers import post_source_words as words
from handlers.post_sources import editors_only
from storage import audit
from storage import post_sources as rows

router = Router()
OURS = "-"
"""Written instead of a template, it brings ours back."""


@dataclass(frozen=True)
class OnTemplate(Press, tag="psw"):
    """Look at the template of a source."""

    source: Source


@dataclass(frozen=True)
class Change(Press, tag="psc"):
    """Write another one."""

    source: Source


@dataclass(frozen=True)
class Automatic(Press, tag="psu"):
    """Draft it without being asked, or no more."""

    source: Source
    on: bool


@dataclass(frozen=True)
class TemplateForm(Form, tag="posttemplate", title="A template", submit="Keep it"):
    """The words of a template."""

    text: str = ask("How shall such a post read?", FieldKind.LONG, hint="Write - to have mine back.",
                    limit=rules.LONGEST)  # fmt: skip
    source: str = hidden()


def asked(ctx: Ctx) -> Reply:
    """All templates."""
    editors_only(ctx)
    t, by_itself = ctx.t, rows.automatic(ctx.db, ctx.community.id)
    names = named(t)
    lines = [t("*How drafts are worded*\nEach has a template that you can change; it is only a draft, always.")]
    if by_itself:
        chosen = ", ".join(names[source] for source in names if source in by_itself)
        lines.append(t("Drafted without being asked: {sources}.", sources=chosen))
    buttons = [Button(name, OnTemplate(source)) for source, name in names.items()]
    return Message("\n".join(lines), tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)))


def named(t: Translator) -> MappingProxyType[Source, str]:
    """What each source with a template is called."""
    return MappingProxyType({
        Source.EVENT: t("An event"),
        Source.STORY: t("Something that came out"),
        Source.CALL: t("A call for ideas"),
        Source.NUMBERS: t("The month's numbers"),
        Source.DIGEST: t("This week here"),
    })  # fmt: skip


@router.press(OnTemplate, role=Role.EDITOR)
def shown(ctx: Ctx, tap: OnTemplate) -> Reply:
    """See how drafts of one kind are worded."""
    if tap.source not in PLACES or tap.source is Source.SERIES:
        raise Refused("That has no template: its words are somebody's own.", "post")
    return _card(ctx, tap.source)


def _card(ctx: Ctx, source: Source) -> Message:
    t = ctx.t
    text = words.template(rows.template(ctx.db, ctx.community.id, source), source, drafts.voice(ctx, ctx.community))
    known = ", ".join(f"{{{name}}}" for name in PLACES[source])
    lines = [t("*{source}*\n“{text}”\nI fill in {known}; a line of which nothing is known is left out.",
               source=named(t)[source], text=text, known=known)]  # fmt: skip
    buttons = [Button(t("Change"), Change(source), style="primary")]
    if source.automatic:
        on = source in rows.automatic(ctx.db, ctx.community.id)
        lines.append(_when(source, t) if on else t("A draft is made when somebody asks for one."))
        label = t("Only when asked") if on else t("Draft it by itself")
        buttons.append(Button(label, Automatic(source, on=not on)))
    return Message("\n".join(lines), row(*buttons), replace=True)


def _when(source: Source, t: Translator) -> str:
    return {
        Source.EVENT: t("A draft is made by itself a week before each event."),
        Source.NUMBERS: t("A draft is made by itself on the first of each month."),
        Source.DIGEST: t("A draft is made by itself on Monday mornings."),
    }[source]


@router.press(Change, role=Role.EDITOR)
def change(ctx: Ctx, tap: Change) -> Reply:
    """Write another template."""
    if tap.source not in PLACES or tap.source is Source.SERIES:
        raise Refused("That has no template: its words are somebody's own.", "post")
    own = rows.template(ctx.db, ctx.community.id, tap.source)
    text = words.template(own, tap.source, drafts.voice(ctx, ctx.community))
    return Open(TemplateForm(text=text, source=str(tap.source)))


@router.form(TemplateForm, role=Role.EDITOR)
def written(ctx: Ctx, form: TemplateForm) -> Reply:
    """Keep a template."""
    source = next((one for one in named(ctx.t) if str(one) == form.source), None)
    if source is None:
        raise Refused("That has no template: its words are somebody's own.", "post")
    try:
        text = "" if form.text.strip() == OURS else rules.checked(clean(form.text), source)
    except Refused as refusal:  # the words are kept: they stand in the form again
        return (Message(ctx.t(refusal.text, **refusal.values)), Open(form))
    if text == words.ours(source, drafts.voice(ctx, ctx.community)):
        text = ""
    rows.keep_template(ctx.db, ctx.community.id, source, text)
    audit.note(ctx.db, ctx.now, "post.template", actor=ctx.me, community=ctx.community.id, reason=str(source))
    return _card(ctx, source)


@router.press(Automatic, role=Role.EDITOR)
def switched(ctx: Ctx, tap: Automatic) -> Reply:
    """Have drafts made by themselves, or only when somebody asks."""
    if not tap.source.automatic:
        raise Refused("That is drafted only when somebody asks.", "post")
    rows.keep_automatic(ctx.db, ctx.community.id, tap.source, on=tap.on)
    what = "post.automatic" if tap.on else "post.not_automatic"
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, reason=str(tap.source))
    return _card(ctx, tap.source)
