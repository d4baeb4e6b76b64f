"""Posts to the world: written by anybody, handed in, worked on by the editors; their words, remarks and channels."""

from collections.abc import Callable
from functools import partial

from bot.context import Ctx
from bot.incoming import Commanded
from bot.markup import clean
from bot.router import Open, Reply, Router
from bot.ui import Message
from domain import posts as rules
from domain.delivery import State as Sent
from domain.errors import Refused
from domain.post_checks import Trouble
from domain.posts import State, Step
from domain.roles import Role
from handlers import post_cards as cards
from handlers import post_telling as telling
from handlers.post_agreeing import adding
from handlers.post_asking import asked
from handlers.post_change import changed, noticed
from handlers.post_desk import ACTS
from handlers.post_forms import WORDS as SHORT
from handlers.post_forms import Act, DetailsForm, OnPost, PostForm, RemarkForm
from handlers.post_look import channels_of, look
from handlers.post_pictures import PICTURES
from handlers.post_rewording import REWORDS
from handlers.post_standing import again, allowed, mine, number, shown
from handlers.post_views import WORDS, listed
from storage import audit, people, post_channels, post_pictures, post_variants, posts

router = Router()


@router.command("post")
def post(ctx: Ctx, what: Commanded) -> Reply:
    """Tell the world: `post` and your text; bare, what was written so far and the calendar."""
    written = what.text.strip()
    if not written:
        return listed(ctx, 0)
    if written.lower() == "new":
        return Open(PostForm())
    if written.lower() in WORDS:
        return WORDS[written.lower()](ctx)
    return asked(ctx, written) or _new(ctx, written)


@router.form(PostForm)
def worded(ctx: Ctx, form: PostForm) -> Reply:
    """Keep the words: a new draft, or one changed."""
    if not form.post:
        return _new(ctx, form.text)
    one, text = allowed(ctx, number(form.post), Step.EDIT), _readable(form.text)
    if form.revision and number(form.revision) != one.revision and one.text != text:
        said = ctx.t("*Somebody changed it meanwhile.*\nThis is how it stands; your words are kept in the form.")
        return (Message(said), shown(ctx, one, replace=False), Open(PostForm(text, str(one.id), str(one.revision))))
    one = changed(ctx, one, text=text)
    return shown(ctx, one, replace=False)


def _new(ctx: Ctx, written: str) -> Message:
    text = _readable(written)
    new = posts.add(
        ctx.db, ctx.now, community_id=ctx.community.id, author_id=ctx.me, text=text, language=ctx.member.language
    )
    for channel in channels_of(ctx.db, ctx.community.id, ctx.now):
        if channel.enabled:
            post_variants.choose(ctx.db, new or 0, channel.id)
    one = again(ctx, new or 0)
    noticed(ctx, one)
    return shown(ctx, one, replace=False)


def _readable(written: str) -> str:
    """The words as they are kept.

    Raises:
        Refused: nothing to read, or an article.
    """
    text = clean(written).strip()
    if not text:
        raise Refused("There is nothing to post yet: write `post` and your text.", "post")
    if len(text) > rules.LIMIT:
        raise Refused(
            "That is {n} characters; {limit} are the most. Say the heart of it, and link to the rest.",
            n=len(text), limit=rules.LIMIT,
        )  # fmt: skip
    return text


@router.press(OnPost)
def on_post(ctx: Ctx, tap: OnPost) -> Reply:
    """Look at a post, or go on with it."""
    if tap.act is Act.EDIT and mine(ctx, tap.post).state == State.POSTED:
        return REWORDS[Act.REWORD](ctx, tap.post)  # a card that was shown before it went out
    here: dict[Act, Callable[[Ctx, int], Reply]] = {
        Act.SHOW: _shown, Act.MORE: _more, Act.EDIT: _editing, Act.SUBMIT: _handed_in, Act.READY: _ready,
        Act.ASK_BACK: partial(_remarking, back=True), Act.COMMENT: partial(_remarking, back=False),
        Act.CHANNELS: _channels, Act.NAMED: _named, Act.FUNDER: _with_funder, Act.DETAILS: _details,
        Act.SAID: _said, Act.COPY: _copied,
        Act.ASK: adding,
    }  # fmt: skip
    return (here | ACTS | PICTURES | REWORDS)[tap.act](ctx, tap.post)


def _shown(ctx: Ctx, post_id: int) -> Reply:
    return shown(ctx, mine(ctx, post_id))


def _more(ctx: Ctx, post_id: int) -> Reply:
    return cards.more(look(ctx.db, mine(ctx, post_id), ctx.now), ctx.role, ctx.me, ctx.t)


def _editing(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.EDIT)
    if len(one.text) > SHORT:
        raise Refused("It is longer than my form: withdraw it, and send it anew with `post` and your text.", "post")
    return Open(PostForm(one.text, str(one.id), str(one.revision)))


def _handed_in(ctx: Ctx, post_id: int) -> Reply:
    """To the editor of the week; whoever may decide decides themselves."""
    one = allowed(ctx, post_id, Step.SUBMIT)
    seen = look(ctx.db, one, ctx.now)
    if any(found.trouble is Trouble.EMPTY for found in seen.found):
        raise Refused("There is nothing to read in it yet. Change it first.", "post")
    taken = posts.step(ctx.db, one, Step.SUBMIT, ctx.now, actor=ctx.me) or one
    if ctx.role >= Role.MANAGER:
        telling.ask(ctx, taken)
        return shown(ctx, taken)
    if ctx.role >= Role.EDITOR:
        return _ready(ctx, taken.id)
    on_desk = telling.whose_week(ctx, one.community_id)
    if all(telling.role_of(ctx, one.community_id, person) >= Role.MANAGER for person in on_desk):
        telling.ask(ctx, taken)
    telling.hand(ctx, taken, on_desk, but=ctx.me)
    said = ctx.t("*Thank you, it is with the editors.* They may ask you back; you see here how it goes on.")
    return (Message(said), shown(ctx, taken, replace=False))


def _ready(ctx: Ctx, post_id: int) -> Reply:
    """An editor has looked at it: who is named is asked, and the managers decide."""
    one = mine(ctx, post_id, lock=True)
    if ctx.role < Role.EDITOR or one.state != State.SUBMITTED:
        return shown(ctx, one)
    telling.ask(ctx, one)
    telling.hand(ctx, one, telling.managers(ctx, one.community_id), but=ctx.me)
    audit.note(ctx.db, ctx.now, "post.ready", actor=ctx.me, community=one.community_id, subject=f"post:{one.id}")
    return (Message(ctx.t("*The managers have it now.* Whoever is named was asked.")), shown(ctx, one, replace=False))


def _remarking(ctx: Ctx, post_id: int, *, back: bool) -> Reply:
    one = allowed(ctx, post_id, Step.ASK_BACK) if back else mine(ctx, post_id)
    return Open(RemarkForm(post=str(one.id), back="1" if back else ""))


@router.form(RemarkForm)
def remarked(ctx: Ctx, form: RemarkForm) -> Reply:
    """A remark goes to the author and whoever works on it; asked back, the post is a draft again."""
    back = bool(form.back)
    one = allowed(ctx, number(form.post), Step.ASK_BACK) if back else mine(ctx, number(form.post), lock=True)
    text = clean(form.text).strip()
    posts.say(ctx.db, one.id, ctx.me, text, ctx.now)
    if back:
        posts.step(ctx.db, one, Step.ASK_BACK, ctx.now, actor=ctx.me)
        one = again(ctx, one.id)
    else:
        audit.note(ctx.db, ctx.now, "post.remark", actor=ctx.me, community=one.community_id, subject=f"post:{one.id}")
    readers = {one.author_id} if ctx.role >= Role.EDITOR else set(telling.deciding(ctx, one))
    for reader in sorted(person for person in readers if person and person != ctx.me):
        telling.tell(ctx, reader, partial(cards.remark, one, ctx.member.name, text, back=back))
    telling.retell(ctx, one, but=ctx.me)
    return (Message(ctx.t("*Said.* Whoever works on it reads it.")), shown(ctx, one, replace=False))


def _said(ctx: Ctx, post_id: int) -> Reply:
    one = mine(ctx, post_id)
    names = cards.names_of(people.members(ctx.db, one.community_id))
    return cards.said(one, posts.comments(ctx.db, one.id, 8), names, ctx.community.zone, ctx.t)


def _channels(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.EDIT)
    return cards.channels(look(ctx.db, one, ctx.now), channels_of(ctx.db, one.community_id, ctx.now), ctx.t)


def _named(ctx: Ctx, post_id: int) -> Reply:
    seen = look(ctx.db, mine(ctx, post_id), ctx.now)
    return cards.named(seen, ctx.t, editor=ctx.role >= Role.EDITOR)


def _with_funder(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.EDIT)
    line = post_channels.setting(ctx.db, one.community_id).funder
    if not line or line in one.text:
        return shown(ctx, one)
    return shown(ctx, changed(ctx, one, text=f"{one.text}\n\n{line}"))


def _details(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.EDIT)
    picture = post_pictures.get(ctx.db, one.id)
    return Open(DetailsForm(one.language, one.warning, picture.alt if picture else "", str(one.id)))


@router.form(DetailsForm)
def detailed(ctx: Ctx, form: DetailsForm) -> Reply:
    """Keep the language, the warning and the picture's words."""
    one = allowed(ctx, number(form.post), Step.EDIT)
    post_pictures.describe(ctx.db, one.id, clean(form.alt).strip())
    language = form.language or one.language
    return shown(ctx, changed(ctx, one, language=language, warning=clean(form.warning).strip()), replace=False)


def _copied(ctx: Ctx, post_id: int) -> Reply:
    """The same words as a new draft of mine, where they have not gone out."""
    one = mine(ctx, post_id)
    new = posts.add(
        ctx.db, ctx.now, community_id=one.community_id, author_id=ctx.me, text=one.text, language=one.language,
        warning=one.warning,
    ) or 0  # fmt: skip
    for variant in post_variants.variants(ctx.db, one.id):
        post_variants.choose(ctx.db, new, variant.channel_id)
        post_variants.change(ctx.db, new, variant.channel_id, text=variant.text, state=str(Sent.PENDING))
    noticed(ctx, again(ctx, new))
    return shown(ctx, again(ctx, new), replace=False)
