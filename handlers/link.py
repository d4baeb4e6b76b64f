"""Linking: two accounts become one person by a code from the one, typed on the other, and a yes on both."""

from dataclasses import dataclass
from functools import partial

from bot.context import Ctx
from bot.i18n import Translator
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import link as rules
from domain.delivery import Purpose
from domain.errors import Refused
from domain.joining import Standing
from domain.roles import Role
from storage import audit, link_moves, people
from storage import link as links
from storage.link import Code, Link

router = Router()


@dataclass(frozen=True)
class Same(Press, tag="lnk"):
    """Whether the two accounts of that link are one person."""

    link: int
    yes: bool


@dataclass(frozen=True)
class Side:
    """One of the two, as the other reads it: the name they use, where they write, and which communities know them."""

    name: str
    platform: str
    communities: tuple[str, ...]


@router.command("link", role=Role.STRANGER)
def link(ctx: Ctx, what: Commanded) -> Reply:
    """Be one person on Telegram and Slack: `link` gives a code, `link CODE` uses it."""
    return _use(ctx, what.text) if what.text.strip() else _issue(ctx)


def _issue(ctx: Ctx) -> Message:
    """A code for the other account; only its hash is kept."""
    if links.made_since(ctx.db, ctx.me, ctx.now - rules.LIVES) >= rules.MOST:
        raise Refused("You have had three codes in ten minutes. Use one of them, or wait a little.", next_step="help")
    code = rules.code(ctx.rng.randbytes(rules.BYTES))
    links.keep_code(ctx.db, rules.hashed(code), ctx.me, ctx.who.platform, ctx.now, ctx.now + rules.LIVES)
    t = ctx.t
    text = t(
        "*On your other account, write this to me:*\n`link {code}`\nIt works once, within ten minutes. Show it to "
        "nobody: it makes two accounts one.",
        code=rules.shown(code),
    )
    return Message(text, _way_over(ctx, code))


def _way_over(ctx: Ctx, code: str) -> Rows:
    """A tap instead of typing, where the other platform has links into a chat."""
    bot = ctx.setting.bot_names.get("telegram")
    if not bot or ctx.who.platform == "telegram":
        return ()
    return row(Button(ctx.t("Open Telegram"), url=f"https://t.me/{bot}?start=link_{code}"))


def _use(ctx: Ctx, typed: str) -> Message:
    """The code's one use: from here on each side is asked about the other."""
    hashed = rules.hashed(rules.typed(typed))
    code = links.find_code(ctx.db, hashed)
    if code is None or code.used is not None or code.expires < ctx.now:
        raise Refused("That code does not fit, or its ten minutes are over. `link` gives you a new one.", "link")
    if code.member_id == ctx.me:
        raise Refused("That code is for your other account: write it there, not here.")
    links.use_code(ctx.db, hashed, ctx.now)
    link_id = _asked(ctx, code)
    issuer = _side(ctx, code.member_id, code.platform)
    return Message(_question(ctx.t, issuer), _choice(ctx.t, link_id), card=f"lnk:{link_id}")


def _asked(ctx: Ctx, code: Code) -> int:
    """Note the question, with who would stay."""
    issuer, other = code.member_id, ctx.me
    linked = links.has_links(ctx.db, issuer), links.has_links(ctx.db, other)
    keeps = rules.keeps_issuer(issuer_has_links=linked[0], other_has_links=linked[1])
    kept, joined = (issuer, other) if keeps else (other, issuer)
    return links.ask(
        ctx.db, ctx.now,
        kept_id=kept, joined_id=joined, issuer_id=issuer, issuer_platform=code.platform,
        other_platform=ctx.who.platform, expires=ctx.now + rules.LIVES,
    )  # fmt: skip


def _side(ctx: Ctx, member_id: int, platform: str) -> Side:
    person = people.get(ctx.db, member_id)
    inside = [one.name for one in people.memberships(ctx.db, member_id) if one.state == Standing.IN]
    return Side(person.name if person else "", platform, tuple(inside))


def where(platform: str, t: Translator) -> str:
    """The platform's name in a sentence."""
    return {"telegram": "Telegram", "slack": "Slack"}.get(platform) or t("the terminal")


def _known(side: Side, t: Translator) -> str:
    """Which communities know them: the name alone anybody can choose."""
    if not side.communities:
        return t("That account is in no community yet.")
    return t("That account is in {communities}.", communities=", ".join(side.communities))


def _question(t: Translator, issuer: Side) -> str:
    """What the one who typed the code is asked."""
    asked = t(
        "*This makes you one person with {name} on {platform}. Is that you?*",
        name=issuer.name,
        platform=where(issuer.platform, t),
    )
    warning = t(
        "Only say yes if both accounts are yours. Did somebody send you the code? Then say no: they would act and read "
        "as you."
    )
    return f"{asked}\n{_known(issuer, t)}\n{warning}"


def _choice(t: Translator, link_id: int) -> Rows:
    return row(
        Button(t("Yes, that is me"), Same(link_id, yes=True), style="primary"),
        Button(t("No"), Same(link_id, yes=False)),
    )


@router.press(Same, role=Role.STRANGER)
def same(ctx: Ctx, tap: Same) -> Reply:
    """Answer whether two accounts are one person."""
    asked = links.locked(ctx.db, tap.link)
    turn = {"asked": asked.other_id, "confirmed": asked.issuer_id}.get(asked.state) if asked else None
    if asked is None or turn != ctx.me or asked.expires < ctx.now:
        raise Refused("That question is settled, or its ten minutes are over. `link` begins anew.", "link")
    if not tap.yes:
        return _refused(ctx, asked)
    return _confirmed(ctx, asked) if asked.state == "asked" else _joined(ctx, asked)


def _refused(ctx: Ctx, asked: Link) -> Message:
    """A no ends it; the other side hears so where they know of it."""
    links.change(ctx.db, asked.id, ctx.now, "refused")
    other = asked.issuer_id if ctx.me == asked.other_id else asked.other_id
    platform = asked.issuer_platform if other == asked.issuer_id else asked.other_platform
    ctx.send(other, partial(_said_no, ctx.who.platform), Purpose.NOTICE, platform=platform)
    return Message(
        ctx.t("*Nothing was joined.* The two accounts stay two people, and the code is used up."), replace=True
    )


def _said_no(platform: str, t: Translator) -> Message:
    text = t(
        "*The account on {platform} said no.*\nNothing was joined. If it is yours, begin anew.",
        platform=where(platform, t),
    )
    return Message(text, row(Button("link", Run("link"))))


def _confirmed(ctx: Ctx, asked: Link) -> Message:
    """The first yes; now the side that made the code is asked about this one."""
    until = ctx.now + rules.LIVES
    links.change(ctx.db, asked.id, ctx.now, "confirmed", expires=until)
    me = _side(ctx, ctx.me, ctx.who.platform)
    ctx.send(
        asked.issuer_id, partial(_counter_question, me, asked.id), Purpose.LOGIN,
        platform=asked.issuer_platform, not_after=until,
    )  # fmt: skip
    t = ctx.t
    text = t("*Now say yes on {platform} too.*\nI have asked you there.", platform=where(asked.issuer_platform, t))
    return Message(text, replace=True)


def _counter_question(other: Side, link_id: int, t: Translator) -> Message:
    asked = t(
        "*Somebody on {platform} says they are you: {name}. Is that you?*",
        name=other.name,
        platform=where(other.platform, t),
    )
    warning = t(
        "Only say yes if both accounts are yours: each can then act and read as the other. `unlink` takes it back."
    )
    return Message(f"{asked}\n{_known(other, t)}\n{warning}", _choice(t, link_id))


def _joined(ctx: Ctx, asked: Link) -> Message:
    """Both said yes: what belonged to two belongs to one from now on."""
    if not links.lock_both(ctx.db, asked.kept_id, asked.joined_id):
        raise Refused("The other account is gone. Nothing was joined.")
    if links.has_links(ctx.db, asked.joined_id):
        raise Refused("The other account has been linked elsewhere meanwhile. Begin anew.", "link")
    moved = link_moves.join(ctx.db, asked.kept_id, asked.joined_id, ctx.now)
    links.change(ctx.db, asked.id, ctx.now, "joined", moved=moved | {"at": ctx.now.isoformat()})
    ctx.later("events.one_seat", f"{asked.kept_id}:{asked.joined_id}")
    subject = f"member:{asked.kept_id}"
    community = ctx.community.id if ctx.has_community else None
    audit.note(ctx.db, ctx.now, "member.linked", actor=ctx.me, community=community, subject=subject)
    ctx.look_again()
    ctx.send(asked.kept_id, _one_now, Purpose.NOTICE, platform=asked.other_platform)
    return _one_now(ctx.t, replace=True)


def _one_now(t: Translator, *, replace: bool = False) -> Message:
    text = t(
        "*You are one person now, here and there.*\nOne profile, one digest; your needs and introductions stand on "
        "both sides. What I say by myself comes where you wrote last."
    )
    return Message(
        text,
        row(Button(t("My profile"), Run("profile"), style="primary"), Button("unlink", Run("unlink"))),
        replace=replace,
    )
