"""How a post looks to whoever reads its card: its author, an editor, a manager; and the cards behind its buttons."""

from bot.i18n import LANGUAGES, Translator
from bot.markup import clipped
from bot.ui import Button, Message, Rows, row
from domain.delivery import State as Sent
from domain.post_kinds import changes
from domain.posts import State, Step, steps
from domain.roles import Role
from handlers.post_forms import Act, NotNamed, OnChannel, OnPost, card, name_of, on
from handlers.post_look import Look, Side
from handlers.post_words import QUOTED, consent_line, count, head, moment, money, state_word, trouble_lines
from storage.people import Member
from storage.post_channels import Channel
from storage.posts import Comment, Post

TROUBLES = 3


def shown(seen: Look, role: Role, reader: int, t: Translator, *, replace: bool = True) -> Message:
    """A post's card as that person may use it."""
    one = seen.post
    lines = [_title(seen, t), t("“{text}”", text=clipped(one.text.strip() or "…", QUOTED)), _channels(seen, t)]
    lines += [_about(seen, t), consent_line(seen.named, seen.print, t)]
    if one.stands.open:
        lines += [_begun(side, t) for side in seen.sides if _goes_on(one, side)]
        lines += [f"⚠ {line}" for line in trouble_lines(seen.found, seen, t)[:TROUBLES]]
    return card(one, lines, _rows(seen, role, reader, t), replace=replace)


def _title(seen: Look, t: Translator) -> str:
    one, words = seen.post, head(seen.post)
    if one.state == State.SCHEDULED and one.due:
        return t("*Goes out {moment}: {head}*", moment=moment(one.due, seen.zone, t), head=words)
    return {
        State.DRAFT: t("*Draft: {head}*", head=words),
        State.SUBMITTED: t("*To decide: {head}*", head=words),
        State.APPROVED: t("*Approved: {head}*", head=words),
        State.POSTING: t("*On its way: {head}*", head=words),
        State.POSTED: t("*Posted: {head}*", head=words),
        State.FAILED: t("*Not posted everywhere: {head}*", head=words),
        State.UNCERTAIN: t("*In doubt: {head}*", head=words),
    }.get(one.stands, t("*Withdrawn: {head}*", head=words))


def _channels(seen: Look, t: Translator) -> str:
    return " · ".join(count(side, t) for side in seen.sides) or t("On no channel yet.")


def _goes_on(one: Post, side: Side) -> bool:
    """Whether some of it is public there already and these words are to follow."""
    if not side.variant.parts or one.state not in {State.SUBMITTED, State.APPROVED, State.SCHEDULED}:
        return False
    return side.variant.state == Sent.PENDING or (side.variant.text is None and changes(side.channel.kind))


def _begun(side: Side, t: Translator) -> str:
    """What of it is public already, and what becomes of that."""
    name, n = side.channel.name, len(side.variant.parts)
    if changes(side.channel.kind):
        return t.n("{n} part is out on {name} and changes there.", "{n} parts are out on {name} and change there.", n,
                   name=name)  # fmt: skip
    return t.n(
        "{n} part is out on {name} and stays as it is; the text goes on after it.",
        "{n} parts are out on {name} and stay as they are; the text goes on after them.", n, name=name,
    )  # fmt: skip


def _about(seen: Look, t: Translator) -> str:
    parts = [t("by {name}", name=seen.author)] if seen.author else []
    parts += [t("in {language}", language=LANGUAGES.get(seen.post.language, seen.post.language))]
    if seen.picture:
        parts.append(t("with a picture that shows the funder's logo") if seen.logo else t("with a picture"))
    parts += [t("warns: {warning}", warning=seen.post.warning)] if seen.post.warning else []
    parts += [t("costs {price}", price=money(seen.price, seen.setting.currency, t))] if seen.price else []
    return " · ".join(parts)


def _rows(seen: Look, role: Role, reader: int, t: Translator) -> Rows:
    """Three buttons at most, the rest behind "More"."""
    one = seen.post
    may = set(steps(one.stands, role, own=one.author_id == reader))
    first: list[Button] = []
    if one.state == State.DRAFT and Step.SUBMIT in may:
        first = [on(t("Hand in"), one.id, Act.SUBMIT, "primary")]
    elif Step.APPROVE in may:
        first = [on(t("Approve"), one.id, Act.APPROVE, "primary")]
    elif one.state == State.SUBMITTED and Step.ASK_BACK in may:
        first = [on(t("Ready for approval"), one.id, Act.READY, "primary")]
    elif one.state == State.APPROVED and Step.SCHEDULE in may:
        first = [on(t("Next good time"), one.id, Act.NEXT, "primary"), on(t("Choose a time…"), one.id, Act.TIME)]
    elif one.state == State.SCHEDULED and Step.SCHEDULE in may:
        first = [on(t("Another time…"), one.id, Act.TIME), on(t("Not yet after all"), one.id, Act.UNSCHEDULE)]
    if Step.EDIT in may and len(first) < 2:
        first.append(on(t("Change"), one.id, Act.EDIT))
    if may or one.author_id == reader or role >= Role.EDITOR:
        first.append(on(t("More"), one.id, Act.MORE))
    return (tuple(first),) if first else ()


def more(seen: Look, role: Role, reader: int, t: Translator) -> Message:
    """The rarer things one can do with a post."""
    one = seen.post
    may = set(steps(one.stands, role, own=one.author_id == reader))
    words = [on(t("Change"), one.id, Act.EDIT), on(t("Details"), one.id, Act.DETAILS)] if Step.EDIT in may else []
    words += [on(t("Channels"), one.id, Act.CHANNELS)] if Step.EDIT in may else []
    people = [on(t("Who is named"), one.id, Act.NAMED)] if one.stands.open else []
    people += [on(t("Remark"), one.id, Act.COMMENT), on(t("What was said"), one.id, Act.SAID)]
    steps_ = [on(t("Ask the author"), one.id, Act.ASK_BACK)] if Step.ASK_BACK in may else []
    steps_ += [on(t("Post it now"), one.id, Act.NOW)] if Step.SCHEDULE in may else []
    steps_ += [on(t("Change what is out…"), one.id, Act.REWORD)] if Step.REWORD in may else []
    steps_ += [on(t("Withdraw…"), one.id, Act.WITHDRAW, "danger")] if Step.WITHDRAW in may else []
    extra = [on(t("Add the funder's line"), one.id, Act.FUNDER)] if seen.setting.funder and Step.EDIT in may else []
    last = [on(t("Use the words again"), one.id, Act.COPY), on(t("Back"), one.id, Act.SHOW)]
    rows = tuple(
        tuple(buttons)
        for buttons in (words, _picture(seen, t) if Step.EDIT in may else [], people, steps_, extra, last)
        if buttons
    )
    return card(one, [_title(seen, t), *trouble_lines(seen.found, seen, t)], rows, replace=True)


def _picture(seen: Look, t: Translator) -> list[Button]:
    """What can be done about its picture; the funder's logo is asked about where the funder wants it."""
    number = seen.post.id
    if not seen.picture:
        return [on(t("Picture"), number, Act.PICTURE)]
    buttons = [on(t("Another picture"), number, Act.PICTURE), on(t("Without the picture"), number, Act.NO_PICTURE)]
    if seen.logo:
        return [*buttons, on(t("The logo is not on it"), number, Act.NO_LOGO)]
    return [*buttons, *([on(t("The logo is on it"), number, Act.LOGO)] if seen.setting.logo else [])]


def channels(seen: Look, have: list[Channel], t: Translator) -> Message:
    """Where it goes, each with its own words where they differ."""
    one, chosen = seen.post, {side.channel.id: side for side in seen.sides}
    lines = [t("*Where does it go?*\nTap a channel to add or leave it out; each can have its own words.")]
    rows = []
    for channel in have:
        side = chosen.get(channel.id)
        own = " · " + t("own words") if side and side.variant.text is not None else ""
        state = count(side, t) + own if side else t("{name}: not there", name=channel.name)
        lines.append(state if channel.enabled else t("{name}: switched off", name=channel.name))
        mark = "✓ " if side else ""
        toggle = Button(f"{mark}{channel.name}", OnChannel(one.id, channel.id, words=False))
        own_words = (Button(t("Own words…"), OnChannel(one.id, channel.id, words=True)),) if side else ()
        rows.append((toggle, *own_words))
    return card(one, lines, (*rows, (on(t("Back"), one.id, Act.SHOW),)), replace=True)


def named(seen: Look, t: Translator, *, editor: bool) -> Message:
    """Who is named, and what each of them said."""
    one = seen.post
    told = consent_line(seen.named, seen.print, t)
    lines = [t("*Who is named in “{head}”*", head=head(one)), told or t("Nobody, as far as I see.")]
    lines.append(t("Whoever is named agrees to exactly these words before anybody reads them."))
    off = tuple(
        (Button(t("{name} is not meant", name=person.name), NotNamed(one.id, person.member_id)),)
        for person in seen.named
        if editor
    )
    first = (on(t("Somebody else…"), one.id, Act.ASK), on(t("Back"), one.id, Act.SHOW))
    return card(one, lines, (*off, first), replace=True)


def said(one: Post, comments: list[Comment], names: dict[int, str], zone: str, t: Translator) -> Message:
    """What was said about it."""
    lines = [t("*What was said about “{head}”*", head=head(one))]
    lines += [
        t("{name}, {moment}: “{text}”", name=names.get(comment.member_id, "?"), moment=moment(comment.at, zone, t),
          text=clipped(comment.text, QUOTED))
        for comment in comments
    ] or [t("Nothing yet.")]  # fmt: skip
    return card(one, lines, row(on(t("Remark"), one.id, Act.COMMENT), on(t("Back"), one.id, Act.SHOW)), replace=True)


def remark(one: Post, speaker: str, text: str, t: Translator, *, back: bool) -> Message:
    """A remark reaches whoever works on the post."""
    title = (
        t("*{name} asks for a change in “{head}”.*", name=speaker, head=head(one))
        if back
        else t("*{name} about “{head}”:*", name=speaker, head=head(one))
    )
    first = on(t("Change"), one.id, Act.EDIT, "primary") if back else on(t("Answer"), one.id, Act.COMMENT, "primary")
    lines = [title, t("“{text}”", text=clipped(text, QUOTED))]
    return Message("\n".join(lines), row(first, on(t("Look at it"), one.id, Act.SHOW)))


def sure(one: Post, t: Translator) -> Message:
    """A withdrawal is asked once."""
    text = t("*Withdraw “{head}”?*\nWhat is public is deleted where the channel can do that.", head=head(one))
    rows = row(on(t("Yes, withdraw it"), one.id, Act.REALLY, "danger"), on(t("No"), one.id, Act.SHOW))
    return Message(text, rows, replace=True, card=name_of(one.id))


def look_button(one: Post, t: Translator) -> Rows:
    """The way to its card."""
    return row(Button(t("Look at it"), OnPost(one.id, Act.SHOW), style="primary"))


def listed(have: list[Post], zone: str, t: Translator) -> list[str]:
    """One line a post."""
    return [
        f"{at}  " + t("{head} · {state}", head=head(one), state=_when(one, zone, t)) for at, one in enumerate(have, 1)
    ]


def _when(one: Post, zone: str, t: Translator) -> str:
    if one.state == State.SCHEDULED and one.due:
        return moment(one.due, zone, t)
    return state_word(one.state, t)


def names_of(people: list[Member]) -> dict[int, str]:
    """Their names by id."""
    return {person.id: person.name for person in people}
