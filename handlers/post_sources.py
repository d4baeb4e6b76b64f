"""What a post can tell of: an event, a story of two people, a call for ideas, the month's numbers, the week."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from bot.context import Ctx
from bot.forms import Form, ask
from bot.markup import clean, clipped
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Press, Rows, Run, row
from domain.errors import Forbidden, Refused
from domain.post_templates import Source
from domain.roles import Role
from handlers import post_drafts as drafts
from handlers import post_source_words as words
from handlers.post_standing import again, shown
from storage import event_book, introductions, needs, people
from storage.introductions import Introduction

router = Router()
SHOWN, LABEL = 6, 40
BACK = timedelta(days=730)
"""Stories older than that have been told."""
DRAW = "posts.numbers"
"""The work that counts and draws a month."""


@dataclass(frozen=True)
class Make(Press, tag="pst"):
    """Make a draft of that; 0 asks which one."""

    source: Source
    about: int


@dataclass(frozen=True)
class CallForm(Form, tag="postcall", title="A call for ideas", submit="Show it to me"):
    """A call, question by question."""

    call: str = ask("What do you call for?", hint="Such as: Ideas for the empty shop at number 12", limit=200)
    about: str = ask("What is it about?", FieldKind.LONG, hint="Who can answer, and what they get.", limit=1500)
    until: str = ask("Until when?", hint="As readers should see it, such as 30 June.", optional=True, limit=60)
    link: str = ask("Where do people answer?", hint="An address, if there is one.", optional=True, limit=300)


def asked(ctx: Ctx, text: str) -> Reply | None:
    """What `post event`, `post story 7` and the like ask for; None where the words are a post's own.

    Args:
        ctx: of the unit.
        text: all that stands behind `post`.
    """
    word, _, rest = " ".join(text.lower().split()).partition(" ")
    make = _WORDS.get(word)
    if make is None or not (rest == "" or (rest.isascii() and rest.isdigit() and len(rest) < 10)):
        return None
    return make(ctx, int(rest or 0))


@router.press(Make)
def make(ctx: Ctx, tap: Make) -> Reply:
    """Make a draft of a post from something that happened here."""
    return _WORDS[str(tap.source)](ctx, tap.about) if str(tap.source) in _WORDS else menu(ctx)


def menu(ctx: Ctx, about: int = 0) -> Reply:
    """Everything that a post can be made of; what is an editor's stands there for editors."""
    del about
    t = ctx.t
    mine = [
        Button(t("An event"), Make(Source.EVENT, 0)),
        Button(t("Something that came out"), Make(Source.STORY, 0)),
        Button(t("A call for ideas"), Make(Source.CALL, 0)),
    ]
    theirs = [
        Button(t("The month's numbers"), Make(Source.NUMBERS, 0)),
        Button(t("This week here"), Make(Source.DIGEST, 0)),
        Button(t("Something that recurs"), Run("post", "series")),
    ]
    rows: Rows = tuple((button,) for button in mine)
    if ctx.role >= Role.EDITOR:
        rows += (tuple(theirs[:2]), (theirs[2], Button(t("Templates"), Run("post", "templates"))))
    said = t(
        "*What shall the post tell of?*\nI write a draft, you change it. Or write your own words: `post` and the text."
    )
    return Message(said, rows)


def editors_only(ctx: Ctx) -> None:
    """Refuse whoever is no editor.

    Raises:
        Forbidden: they are not.
    """
    if ctx.role < Role.EDITOR:
        raise Forbidden("That is for the editors of this community.")


def _event(ctx: Ctx, number: int) -> Reply:
    if number:
        made = drafts.from_event(ctx, ctx.community, number, ctx.me)
        if made is None:
            raise Refused("There is no such event ahead.", "events")
        return ready(ctx, made)
    coming = event_book.ahead(ctx.db, ctx.community.id, ctx.now, limit=SHOWN * 2)
    shown = [event for event in coming if event.state == "published"][:SHOWN]
    if not shown:
        said = ctx.t("*There is no event ahead.*\nOnce there is one, I can write the post that tells of it.")
        return Message(said, row(Button(ctx.t("Events"), Run("events"))))
    rows = tuple((Button(clipped(event.title, LABEL), Make(Source.EVENT, event.id)),) for event in shown)
    return Message(ctx.t("*Which event shall the world hear of?*"), rows)


def _story(ctx: Ctx, number: int) -> Reply:
    if number:
        return _told(ctx, number)
    since = ctx.now - BACK
    found = [one for one in introductions.of_member(ctx.db, ctx.me, since, 100) if _tellable(ctx, one)][:SHOWN]
    if not found:
        said = ctx.t(
            "*No story to tell yet.*\nWhen something comes out of an introduction, I can write it down. Nothing leaves "
            "before you both agree."
        )
        return Message(said, row(Button(ctx.t("My introductions"), Run("matches"))))
    buttons = ((one, people.get(ctx.db, one.other(ctx.me))) for one in found)
    rows = tuple((Button(clipped(other.name, LABEL), Make(Source.STORY, one.id)),) for one, other in buttons if other)
    return Message(ctx.t("*With whom did something come out?*\nThey are asked before anybody else reads it."), rows)


def _tellable(ctx: Ctx, one: Introduction) -> bool:
    """Something came out of it, and it was made here."""
    need = needs.get(ctx.db, one.need_id)
    return bool(words.came_out(one.outcome, ctx.t)) and need is not None and need.community_id == ctx.community.id


def _told(ctx: Ctx, number: int) -> Reply:
    one = introductions.get(ctx.db, number)
    if one is None or ctx.me not in {one.helper_id, one.owner_id} or not _tellable(ctx, one):
        raise Refused("There is no such story of yours here.", "matches")
    need = needs.get(ctx.db, one.need_id)
    return ready(ctx, drafts.from_outcome(ctx, ctx.community, one, need.text if need else "", ctx.me))


def _call(ctx: Ctx, number: int) -> Reply:
    del ctx, number
    return Open(CallForm())


@router.form(CallForm)
def called(ctx: Ctx, form: CallForm) -> Reply:
    """Call for ideas with a post."""
    known = {"title": form.call, "about": form.about, "until": form.until, "link": form.link}
    values = {name: clean(said).strip() for name, said in known.items()}
    text = drafts.worded(ctx, ctx.community, Source.CALL, values)
    made = drafts.made(ctx, ctx.community, Source.CALL, text, author=ctx.me)
    assert made is not None  # only a key that was used before makes none
    return ready(ctx, made)


def _numbers(ctx: Ctx, number: int) -> Reply:
    del number
    editors_only(ctx)
    ctx.later(DRAW, f"{ctx.community.id}:{ctx.me}:{ctx.now.isoformat()}")
    return Message(ctx.t("*I am counting last month.* The draft with its chart follows."))


def _week(ctx: Ctx, number: int) -> Reply:
    del number
    editors_only(ctx)
    made = drafts.from_week(ctx, ctx.community, ctx.me)
    if made is None:
        raise Refused("Nothing happened this week that the world could hear of.", "events")
    return ready(ctx, made)


def ready(ctx: Ctx, post_id: int) -> Reply:
    """The draft, in the hands of whoever asked for it."""
    return shown(ctx, again(ctx, post_id), replace=False)


_WORDS: MappingProxyType[str, Callable[[Ctx, int], Reply]] = MappingProxyType({
    "sources": menu, "event": _event, "story": _story, "call": _call, "numbers": _numbers, "digest": _week,
    "week": _week,
})  # fmt: skip
