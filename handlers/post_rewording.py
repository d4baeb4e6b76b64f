"""Other words for what is out: written by whoever edits, agreed to by whoever is named, put out by a manager's yes."""

from collections.abc import Callable
from functools import partial

from bot.context import Ctx, Desk
from bot.markup import clean
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, row
from domain import posts as rules
from domain.errors import Refused
from domain.post_checks import Found, fingerprint, funder_troubles, text_troubles
from domain.post_people import named, whole
from domain.posts import Step, steps
from domain.roles import Role
from handlers import post_rewording_cards as cards
from handlers import post_telling as telling
from handlers.post_desk import withdrawn
from handlers.post_forms import WORDS, Act, Agree
from handlers.post_look import Look, agreed_print, look
from handlers.post_rewording_cards import AgreeAnew, OnRewording, RewordForm, Word
from handlers.post_standing import again, allowed, number, shown
from handlers.post_words import head, trouble_lines
from storage import audit, people, post_consents, post_pictures, post_rewordings, post_variants, posts
from storage.post_consents import Answer
from storage.post_rewordings import Asked, Rewording, Stage
from storage.posts import Post

router = Router()
BEGIN = "posts.begin"


def _asked(ctx: Ctx, post_id: int) -> Reply:
    """What should it say?"""
    one = allowed(ctx, post_id, Step.REWORD)
    if len(one.text) > WORDS:
        raise Refused("It is longer than my form: withdraw it, and send it anew with `post` and your text.", "post")
    return Open(RewordForm(one.text, str(one.id)))


@router.form(RewordForm, role=Role.EDITOR)
def reworded(ctx: Ctx, form: RewordForm) -> Reply:
    """Show what would become of it, and ask whoever is named; nothing changes yet."""
    one, text = allowed(ctx, number(form.post), Step.REWORD), clean(form.text).strip()
    if text in {"", one.text} or len(text) > rules.LIMIT:
        raise Refused("That is what it says already, or nothing. Write what it should say from now on.", "post")
    seen = look(ctx.db, one, ctx.now)
    if stopping := _stopping(seen, text):
        lines = [ctx.t("*It cannot say that there.*"), *trouble_lines(stopping, seen, ctx.t)]
        return (Message("\n".join(lines)), Open(RewordForm(text, str(one.id))))
    wanted = post_rewordings.add(ctx.db, one.id, ctx.me, text, ctx.now)
    for member_id in _concerned(ctx, seen, text):
        _ask(ctx, one, wanted, member_id)
    _noted(ctx, one, "post.reword_asked")
    asked = post_rewordings.asked(ctx.db, wanted.id)
    return cards.wanted(seen, wanted, asked, ctx.t, decides=ctx.role >= Role.MANAGER)


def _stopping(seen: Look, text: str) -> tuple[Found, ...]:
    """What the words themselves cannot be on the channels where they are to stand."""
    sides = [side for side in cards.out_there(seen) if not cards.stays(side)]
    texts, rulers = {str(s.channel.id): text for s in sides}, {str(s.channel.id): s.ruler for s in sides}
    found = text_troubles(texts, rulers)
    if seen.setting.funder:
        found += funder_troubles(texts, seen.setting.funder)
    return tuple(one for one in found if one.trouble.stops)


def _concerned(ctx: Ctx, seen: Look, text: str) -> list[int]:
    """Whoever the new words name, and whoever is meant without a name; not the one who writes them."""
    everyone = [(person.id, person.name) for person in people.members(ctx.db, seen.post.community_id)]
    before, now = set(named(seen.post.text, everyone)), named(text, everyone)
    meant = [person.member_id for person in seen.named if person.member_id not in before]
    not_meant = before - {person.member_id for person in seen.named}
    return [one for one in dict.fromkeys([*now, *meant]) if one not in {ctx.me, *not_meant}]


def _ask(ctx: Ctx, one: Post, wanted: Rewording, member_id: int) -> None:
    picture = post_pictures.get(ctx.db, one.id)
    words = whole(wanted.text, (), one.warning, picture.alt if picture else "")
    post_rewordings.note(ctx.db, wanted.id, member_id, Answer.ASKED, ctx.now)
    build, once = partial(cards.asking, wanted, words), f"post:{one.id}:reword:{wanted.id}:{member_id}"
    telling.tell(ctx, member_id, build, once=once, card=f"agree:{one.id}")


@router.press(OnRewording, role=Role.EDITOR)
def decide(ctx: Ctx, tap: OnRewording) -> Reply:
    """Change it, withdraw it and write it anew, or leave it."""
    one, wanted = _open(ctx, tap.rewording)
    if tap.word is Word.LEAVE:
        post_rewordings.become(ctx.db, wanted.id, Stage.DROPPED)
        _noted(ctx, one, "post.reword_dropped")
        return cards.left_alone(one, wanted, ctx.t)
    if tap.word is Word.ANEW:
        post_rewordings.become(ctx.db, wanted.id, Stage.DROPPED)
        return _written_anew(ctx, allowed(ctx, one.id, Step.WITHDRAW), wanted.text)
    if ctx.role < Role.MANAGER:
        return _handed(ctx, one, wanted)
    post_rewordings.approve(ctx.db, wanted.id, ctx.me)
    _noted(ctx, one, "post.reword_approved")
    if missing := _missing(ctx, wanted):
        return cards.waits(look(ctx.db, one, ctx.now), wanted, missing, ctx.t)
    return cards.leaves(_leaves(ctx, one, wanted, ctx.me), wanted, ctx.t)


def _open(ctx: Ctx, rewording_id: int) -> tuple[Post, Rewording]:
    """The post, locked, if I may change what is out, and the words that still wait for it.

    Raises:
        Refused: I may not, or it is settled.
    """
    found = post_rewordings.get(ctx.db, rewording_id)
    one = allowed(ctx, found.post_id if found else 0, Step.REWORD)
    wanted = post_rewordings.get(ctx.db, rewording_id, lock=True)
    if wanted is None or wanted.state != Stage.OPEN:
        raise Refused("That is settled already.", "post")
    return one, wanted


def _handed(ctx: Ctx, one: Post, wanted: Rewording) -> Message:
    seen, asked = look(ctx.db, one, ctx.now), post_rewordings.asked(ctx.db, wanted.id)
    build = partial(cards.wanted, seen, wanted, asked, decides=True)
    for member_id in telling.managers(ctx, one.community_id):
        once = f"post:{one.id}:reword:{wanted.id}:decide:{member_id}"
        telling.tell(ctx, member_id, build, once=once, card=cards.name_of(wanted))
    return cards.handed(wanted, ctx.t)


def _missing(desk: Desk, wanted: Rewording) -> list[Asked]:
    return [person for person in post_rewordings.asked(desk.db, wanted.id) if person.answer != Answer.YES]


def _leaves(ctx: Ctx, one: Post, wanted: Rewording, approver: int | None) -> Post:
    """From now on the post says it: on the way to where that can be done, elsewhere the old words are its own."""
    seen, old = look(ctx.db, one, ctx.now), agreed_print(ctx.db, one)
    there = cards.out_there(seen)
    for side in there:
        if cards.stays(side):
            post_variants.change(ctx.db, one.id, side.channel.id, text=one.text)
    post_variants.anew(ctx.db, one.id, [side.channel.id for side in there if not cards.stays(side)])
    revision = one.revision + 1
    posts.step(ctx.db, one, Step.REWORD, ctx.now, actor=approver, text=wanted.text, revision=revision)
    post_rewordings.become(ctx.db, wanted.id, Stage.LEFT)
    one = again(ctx, one.id)
    agreed = {person.member_id for person in post_rewordings.asked(ctx.db, wanted.id)} | {wanted.by_id or 0}
    agreed |= {person.member_id for person in seen.named if person.agreed(old)}
    telling.notice(ctx, one)
    print_ = agreed_print(ctx.db, one)
    for person in post_consents.named(ctx.db, one.id):
        if person.member_id in agreed:
            post_consents.note(ctx.db, one.id, person.member_id, Answer.YES, ctx.now, print_)
    ctx.later(BEGIN, str(one.id))
    telling.retell(ctx, one)
    return one


@router.press(AgreeAnew)
def agree(ctx: Ctx, tap: AgreeAnew) -> Reply:
    """Say yes or no to other words about me."""
    found = post_rewordings.get(ctx.db, tap.rewording)
    one = posts.get(ctx.db, found.post_id, lock=True) if found else None
    wanted = post_rewordings.get(ctx.db, tap.rewording, lock=True)
    asked = wanted and any(person.member_id == ctx.me for person in post_rewordings.asked(ctx.db, wanted.id))
    if one is None or wanted is None or not asked or wanted.state != Stage.OPEN or Step.REWORD not in _open_steps(one):
        raise Refused("There is no change left that asks for your yes.")
    answer = Answer.YES if tap.yes else Answer.NO
    post_rewordings.note(ctx.db, wanted.id, ctx.me, answer, ctx.now)
    _noted(ctx, one, "post.agreed" if tap.yes else "post.not_agreed")
    if not tap.yes:
        return _declined(ctx, one, wanted)
    if wanted.approver_id and not _missing(ctx, wanted):
        one = _leaves(ctx, one, wanted, wanted.approver_id)
        ctx.edit(wanted.approver_id, cards.name_of(wanted), partial(cards.leaves, one, wanted))
    text = ctx.t("*Thank you.* Should the words change, I ask you again.")
    return Message(text, row(Button(ctx.t("I take it back"), Agree(one.id, one.revision, yes=False))), replace=True)


def _open_steps(one: Post) -> list[Step]:
    return steps(one.stands, Role.OWNER, own=False)


def _declined(ctx: Ctx, one: Post, wanted: Rewording) -> Message:
    """It stays as it is, with the yes to what is out."""
    post_rewordings.become(ctx.db, wanted.id, Stage.DROPPED)
    for member_id in dict.fromkeys([wanted.by_id, wanted.approver_id]):
        if member_id and member_id != ctx.me:
            telling.tell(ctx, member_id, partial(cards.declined, one, wanted, ctx.member.name))
    return Message(ctx.t("*All right, it stays as it is.*\nWhat you agreed to before is still out."), replace=True)


def _anew(ctx: Ctx, post_id: int) -> Reply:
    """Withdraw it, and go on with its words as a draft."""
    one = allowed(ctx, post_id, Step.WITHDRAW)
    return _written_anew(ctx, one, one.text)


def _written_anew(ctx: Ctx, one: Post, text: str) -> Reply:
    """What is out is deleted where that can be done; the words are a draft of mine for the same channels."""
    new = posts.add(
        ctx.db, ctx.now, community_id=one.community_id, author_id=ctx.me, text=text, language=one.language,
        warning=one.warning,
    ) or 0  # fmt: skip
    for variant in post_variants.variants(ctx.db, one.id):
        post_variants.choose(ctx.db, new, variant.channel_id)
    if picture := post_pictures.get(ctx.db, one.id):
        post_pictures.keep(ctx.db, new, picture)
    withdrawn(ctx, one, actor=ctx.me, reason="anew")
    telling.retell(ctx, again(ctx, one.id))
    draft = again(ctx, new)
    telling.notice(ctx, draft)
    if any(person.member_id == ctx.me for person in post_consents.named(ctx.db, draft.id)):
        print_ = fingerprint(look(ctx.db, draft, ctx.now).words)
        post_consents.note(ctx.db, draft.id, ctx.me, Answer.YES, ctx.now, print_)
    said = ctx.t(
        "*“{head}” is withdrawn, and these words are a draft.* Hand them in when they are right.", head=head(one)
    )
    return (Message(said, replace=True), shown(ctx, draft, replace=False))


def _noted(ctx: Ctx, one: Post, what: str) -> None:
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=one.community_id, subject=f"post:{one.id}")


REWORDS: dict[Act, Callable[[Ctx, int], Reply]] = {Act.REWORD: _asked, Act.ANEW: _anew}
"""What a button does about words that are out."""
