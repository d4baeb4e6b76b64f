"""The first words: who the host is, what waits for you, and where a deep link leads."""

from bot.context import Ctx
from bot.dialogue import RESUME
from bot.incoming import Commanded
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain import start as rules
from domain.roles import Role
from domain.start import Next
from storage import drafts, needs, profile

router = Router()


@router.command("start", role=Role.STRANGER)
def start(ctx: Ctx, what: Commanded) -> Reply:
    """Say hello and see what I can do for you."""
    link = rules.link(what.text)
    if link and (link[0] != "join" or ctx.role < Role.MEMBER):
        return _follow(ctx, *link)
    return outside(ctx) if ctx.role < Role.MEMBER else _greeting(ctx)


def _follow(ctx: Ctx, word: str, code: str) -> Message:
    """A deep link becomes one tap: whoever opened it sees what it does first."""
    t = ctx.t
    texts = {
        "link": t("*Link this chat to the one you have elsewhere?*\nYou stay one person: one profile, one digest."),
        "claim": t(
            "*Your community has kept a place for you.*\nTake it, and what they noted about you is yours to change."
        ),
        "join": t("*You bring a code.*\nShall I let you in with it?"),
        "checkin": t("*You are at the door.*\nShall I check you in?"),
    }
    labels = {"link": t("Link them"), "claim": t("Take my place"), "join": t("Come in"), "checkin": t("Check me in")}
    press = Run.within("event", f"checkin {code}") if word == "checkin" else Run.within(word, code)
    return Message(texts[word], row(Button(labels[word], press, style="primary")))


def _greeting(ctx: Ctx) -> Message:
    """Hello, or welcome back, with the one next step and a way to look around."""
    t, name = ctx.t, ctx.member.name
    step = _step(ctx)
    if step is Next.HELLO:
        text = t(
            "*Hello {name}. I am the host here.*\nI know who in {community} can do what, and I introduce people when "
            "it helps both.\nFirst, in a minute: what can people come to you for?",
            name=name,
            community=ctx.community.name,
        )
        primary = Button(t("Tell me"), Run("profile"), style="primary")
        return Message(text, row(primary, Button(t("Just look around"), Run("help"))))
    text, label, press = _returning(ctx, step)
    return Message(text, row(Button(label, press, style="primary"), Button(t("Just look around"), Run("help"))))


def _step(ctx: Ctx) -> Next:
    mine = profile.get(ctx.db, ctx.me)
    return rules.next_step(
        half_filled=drafts.get(ctx.db, ctx.me) is not None,
        away=ctx.member.snoozed_until is not None and ctx.member.snoozed_until > ctx.now,
        told=bool(mine.headline or mine.offers or mine.looking_for),
        needs=len(needs.of_member(ctx.db, ctx.me, "need")),
    )


def _returning(ctx: Ctx, step: Next) -> tuple[str, str, Run | str]:
    """What a returning member reads, and the button that goes on."""
    t, name = ctx.t, ctx.member.name
    if step is Next.RESUME:
        return t("*Welcome back, {name}.*\nWhat you began to fill in is still here.", name=name), t("Go on"), RESUME
    if step is Next.AWAY:
        text = t("*Hello {name}. You are away for now.*\nI write nothing by myself until you are back.", name=name)
        return text, t("I am back"), Run("snooze", "off")
    if step is Next.PROFILE:
        text = t("*Welcome back, {name}.*\nI look for who can help you. What can people come to you for?", name=name)
        return text, t("Tell me"), Run("profile")
    if step is Next.NEED:
        text = t("*Welcome back, {name}.*\nI know what you offer. What could you use a hand with?", name=name)
        return text, t("I need…"), Run("need")
    text = t("*Welcome back, {name}.*\nI keep looking for what you asked. Here is how it stands.", name=name)
    return text, t("My matches"), Run("matches")
