"""Consent to a post: who is named says yes or no to exactly these words, and may take a yes back at any time."""

from functools import partial

from bot.context import Ctx
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, row
from domain.errors import Refused
from domain.naming import named
from domain.posts import State
from domain.roles import Role
from handlers import post_telling as telling
from handlers.post_desk import withdrawn
from handlers.post_forms import Agree, NamedForm, NotNamed
from handlers.post_look import Look, look
from handlers.post_standing import mine, number, shown
from storage import audit, people, post_consents, posts
from storage.post_consents import Answer
from storage.posts import Post

router = Router()


@router.press(Agree)
def agree(ctx: Ctx, tap: Agree) -> Reply:
    """Say yes or no to a post that names me."""
    one = posts.get(ctx.db, tap.post, lock=True)
    asked = one and any(person.member_id == ctx.me for person in post_consents.named(ctx.db, one.id))
    if one is None or not asked or one.state == State.WITHDRAWN:
        raise Refused("There is no post left that asks for your yes.")
    seen = look(ctx.db, one, ctx.now)
    if tap.yes and tap.revision != one.revision:
        return _other_words(ctx, seen)
    answer = Answer.YES if tap.yes else Answer.NO
    post_consents.note(ctx.db, one.id, ctx.me, answer, ctx.now, seen.print)
    audit.note(
        ctx.db, ctx.now, "post.agreed" if tap.yes else "post.not_agreed", actor=ctx.me, community=one.community_id,
        subject=f"post:{one.id}",
    )  # fmt: skip
    return _yes(ctx, one) if tap.yes else _no(ctx, seen)


def _other_words(ctx: Ctx, seen: Look) -> Message:
    """The words changed after they were asked: these are what a yes would be to."""
    post_consents.note(ctx.db, seen.post.id, ctx.me, Answer.ASKED, ctx.now, seen.print)
    asking = telling.asking(seen.post, seen.words, ctx.t)
    return Message(ctx.t("The words were changed meanwhile.") + "\n" + asking.text, asking.rows, replace=True)


def _yes(ctx: Ctx, one: Post) -> Message:
    telling.retell(ctx, one)
    text = ctx.t("*Thank you.* Should the words change, I ask you again.")
    return Message(text, row(Button(ctx.t("I take it back"), Agree(one.id, one.revision, yes=False))), replace=True)


def _no(ctx: Ctx, seen: Look) -> Message:
    """Nobody reads it: what was approved is pulled back, what is public is deleted where that can be done."""
    one, name = seen.post, ctx.member.name
    editing = [*telling.whose_week(ctx, one.community_id), *telling.managers(ctx, one.community_id)]
    readers = [person for person in dict.fromkeys([one.author_id, *editing]) if person and person != ctx.me]
    if one.state in {State.DRAFT, State.SUBMITTED}:
        telling.retell(ctx, one)
        build = partial(telling.said_no, seen, name)
        rest = ctx.t("It is not approved with you in it.")
    else:
        one = withdrawn(ctx, one, actor=ctx.me, reason="consent")
        build = partial(telling.pulled_back, one, name)
        rest = ctx.t("It is withdrawn: nothing more goes out, and what was public is deleted where the channel can.")
    for reader in readers:
        telling.tell(ctx, reader, build)
    return Message(ctx.t("*All right, nobody posts that about you.*") + "\n" + rest, replace=True)


@router.press(NotNamed, role=Role.EDITOR)
def not_named(ctx: Ctx, tap: NotNamed) -> Reply:
    """Somebody of that name is not meant; an editor stands for it with their name in the audit."""
    one = mine(ctx, tap.post, lock=True)
    post_consents.unname(ctx.db, one.id, tap.member)
    subject, why = f"post:{one.id}", f"member:{tap.member}"
    audit.note(ctx.db, ctx.now, "post.not_meant", actor=ctx.me, community=one.community_id, subject=subject, reason=why)
    return shown(ctx, one)


def adding(ctx: Ctx, post_id: int) -> Reply:
    """Somebody else is named in it, under another name perhaps."""
    return Open(NamedForm(post=str(mine(ctx, post_id).id)))


@router.form(NamedForm)
def added(ctx: Ctx, form: NamedForm) -> Reply:
    """They are asked about these words."""
    one = mine(ctx, number(form.post), lock=True)
    found = named([(person.id, person.name) for person in people.members(ctx.db, one.community_id)], form.name)
    if len(found) != 1:
        raise Refused("I know nobody here by exactly that name: {name}. Try their whole name.", name=form.name)
    if all(person.member_id != found[0][0] for person in post_consents.named(ctx.db, one.id)):
        post_consents.note(ctx.db, one.id, found[0][0], Answer.NAMED, ctx.now)
    if one.state != State.DRAFT:
        telling.ask(ctx, one)
    return shown(ctx, one, replace=False)
