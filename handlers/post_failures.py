"""What went wrong with a post, as cards that say what to do: retry, edit or drop; say whether it is there."""

from dataclasses import dataclass
from enum import StrEnum

from bot.context import Ctx
from bot.i18n import Translator
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, row
from domain.delivery import State as Sent
from domain.errors import Refused
from domain.post_problems import Problem
from domain.posts import State, Step, steps
from domain.roles import Role
from handlers.post_forms import Act, OnPost
from handlers.post_out import said
from handlers.post_reasons import reason
from handlers.post_words import head
from storage import audit, doubts, post_rows, posts
from storage import post_channels as channels
from storage import post_variants as variants
from storage.doubts import Verdict
from storage.post_channels import Channel
from storage.post_variants import Variant
from storage.posts import Post

router = Router()
BEGIN, FOLLOW = "posts.begin", "posts.follow"
"""Work of `scheduler/posts.py`."""


class Word(StrEnum):
    """What somebody decides about a post on one channel."""

    RETRY = "r"
    DROP = "d"
    THERE = "t"
    AGAIN = "a"
    LEAVE = "l"


@dataclass(frozen=True)
class Decide(Press, tag="pof"):
    """A button of a card about one channel."""

    post: int
    channel: int
    word: Word


def failed(post: Post, channel: Channel, problem: str, variant: Variant, t: Translator) -> Message:
    """One channel did not take it, or did not change what is out there."""
    title = (
        t("*Not posted on {name}: {head}.*", name=channel.name, head=head(post))
        if variant.posted is None
        else t("*Not changed on {name}: {head}.*", name=channel.name, head=head(post))
    )
    text = title + "\n" + reason(channel, problem, t)
    if variant.parts and variant.posted is None:
        text += "\n" + t.n("{n} part of it is out there.", "{n} parts of it are out there.", len(variant.parts))
    again = Button(t("Try again"), Decide(post.id, channel.id, Word.RETRY), style="primary")
    anew = Button(t("Withdraw and write anew"), OnPost(post.id, Act.ANEW), style="primary")
    buttons = (
        anew if problem == Problem.OTHER_WORDS else again,
        Button(t("Edit"), OnPost(post.id, Act.EDIT)),
        Button(t("Drop it there"), Decide(post.id, channel.id, Word.DROP)),
    )
    return Message(text, row(*buttons))


def doubted(post: Post, channel: Channel, row_id: int, t: Translator) -> Message:
    """Nobody can say whether it is out."""
    del row_id
    text = t(
        "*Is it on {name}? {head}.*\nThe answer got lost on the way, and posting it twice would be worse than asking. "
        "Please look there.", name=channel.name, head=head(post),
    )  # fmt: skip
    buttons = (
        Button(t("It is there"), Decide(post.id, channel.id, Word.THERE), style="primary"),
        Button(t("It is not: post it"), Decide(post.id, channel.id, Word.AGAIN)),
        Button(t("Leave it"), Decide(post.id, channel.id, Word.LEAVE)),
    )
    return Message(text, row(*buttons))


def closed(channel: Channel, problem: str, t: Translator) -> Message:
    """A channel takes nothing any more."""
    why = reason(channel, problem, t)
    text = t("*{name} is switched off for now.*\n{why}\nThe other channels go on.", name=channel.name, why=why)
    return Message(text)


def out(post: Post, names: list[str], t: Translator) -> Message:
    """It is out."""
    text = t("*It is out: {head}.*\nRead it on {names}.", head=head(post), names=", ".join(names))
    return Message(text, row(Button(t("Look at it"), OnPost(post.id, Act.SHOW))))


def missed(post: Post, t: Translator) -> Message:
    """Its moment passed while I was not there."""
    text = t(
        "*Not posted: {head}.*\nIts time passed while I was away. Is it still worth saying? Then give it a new time.",
        head=head(post),
    )
    return Message(text, row(Button(t("A new time"), OnPost(post.id, Act.TIME)), _show(post, t)))


def pulled(post: Post, missing: list[str], t: Translator) -> Message:
    """Somebody who is named has not agreed to these words."""
    text = t(
        "*Taken back before it went out: {head}.*\n{names} did not agree to these words.",
        head=head(post), names=", ".join(missing),
    )  # fmt: skip
    return Message(text, row(_show(post, t)))


def stays(post: Post, channel: Channel, problem: str, t: Translator) -> Message:
    """It was withdrawn, and one channel does not take it away."""
    why = reason(channel, problem, t)
    text = t(
        "*Still on {name}: {head}.*\n{why}\nPlease delete it there by hand.",
        name=channel.name, head=head(post), why=why,
    )  # fmt: skip
    return Message(text)


def _show(post: Post, t: Translator) -> Button:
    return Button(t("Look at it"), OnPost(post.id, Act.SHOW))


@router.press(Decide, role=Role.EDITOR)
def decide(ctx: Ctx, tap: Decide) -> Reply:
    """Decide what becomes of a post on one channel."""
    post = posts.get(ctx.db, tap.post, lock=True)
    channel = channels.channel(ctx.db, tap.channel)
    if post is None or channel is None or post.community_id != ctx.community.id:
        raise Refused("That post is not here any more.", "post")
    found = [one for one in variants.variants(ctx.db, post.id, lock=True) if one.channel_id == channel.id]
    wanted = Sent.FAILED if tap.word in {Word.RETRY, Word.DROP} else Sent.UNCERTAIN
    if not found or found[0].state != wanted:
        raise Refused("That is settled already.", "post")
    if tap.word is Word.RETRY:
        return _retry(ctx, post, channel, found[0])
    if tap.word is Word.DROP:
        return _drop(ctx, post, channel, found[0])
    return _looked(ctx, post, channel, found[0], tap.word)


def _retry(ctx: Ctx, post: Post, channel: Channel, variant: Variant) -> Reply:
    if not channel.enabled:
        raise Refused(
            "{name} is switched off: switch it on first, in the settings of your channels.", name=channel.name
        )
    if post.stands is not State.POSTING:
        if Step.RETRY not in steps(post.stands, ctx.role, own=post.author_id == ctx.me):
            raise Refused("Only a manager sends it again.", "post")
        posts.step(ctx.db, post, Step.RETRY, ctx.now, actor=ctx.me, reason=channel.name)
    variants.change(
        ctx.db, post.id, channel.id, state=str(Sent.PENDING), attempt=variant.attempt + 1, problem="", due=None
    )
    ctx.later(BEGIN, str(post.id))
    return Message(ctx.t("*On its way to {name} again.*", name=channel.name), replace=True)


def _drop(ctx: Ctx, post: Post, channel: Channel, variant: Variant) -> Reply:
    """It does not go out there; where it is out and was to be changed, it keeps the words that are there."""
    state, text = Sent.CANCELLED, variant.text
    if variant.posted is not None:
        state, text = Sent.SENT, said(ctx.db, variant) or variant.text
    variants.change(ctx.db, post.id, channel.id, state=str(state), text=text, due=None)
    _noted(ctx, post, "post.dropped", channel)
    ctx.later(FOLLOW, str(post.id))
    return Message(ctx.t("*Dropped on {name}.*\nThe other channels are not touched.", name=channel.name), replace=True)


def _looked(ctx: Ctx, post: Post, channel: Channel, variant: Variant, word: Word) -> Reply:
    """A person looked at the far side: the ledger's row is settled, and what follows from it is the bot's work."""
    last = post_rows.latest(ctx.db, post.id, channel.id, variant.attempt, len(variant.parts))
    stands = doubts.locked(ctx.db, last[1].id) if last else None
    if stands is None or stands.state != Sent.UNCERTAIN:
        raise Refused("That is settled already.", "post")
    verdict = {Word.THERE: Verdict.SENT, Word.AGAIN: Verdict.RESEND, Word.LEAVE: Verdict.DROP}[word]
    if verdict is Verdict.RESEND and ctx.role < Role.MANAGER:
        raise Refused("Only a manager sends it again.", "post")
    doubts.settle(ctx.db, stands.id, verdict, ctx.now)
    _noted(ctx, post, f"post.doubt_{verdict}", channel)
    ctx.later(FOLLOW, str(post.id))
    texts = {
        Word.THERE: ctx.t("*Good: it is on {name}.*", name=channel.name),
        Word.AGAIN: ctx.t("*On its way to {name} again.*", name=channel.name),
        Word.LEAVE: ctx.t("*Left as it is on {name}.*", name=channel.name),
    }
    return Message(texts[word], replace=True)


def _noted(ctx: Ctx, post: Post, what: str, channel: Channel) -> None:
    audit.note(
        ctx.db, ctx.now, what, actor=ctx.me, community=post.community_id, subject=f"post:{post.id}", reason=channel.name
    )
