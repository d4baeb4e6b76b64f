"""An event announced to everybody in private, once each, within what their week holds."""

from functools import partial

from bot import standing
from bot.context import Ctx, Desk
from bot.i18n import Translator
from bot.router import Reply
from bot.ui import Button, Message, Run, row
from domain import times
from domain.delivery import Purpose
from domain.errors import Refused
from domain.events import State
from domain.roles import Role
from handlers import event_cards as cards
from handlers import event_views as views
from handlers.event_cards import Act, OnEvent
from handlers.event_telling import quiet
from storage import event_book as book
from storage import event_people as people
from storage import people as members
from storage.event_book import Event
from storage.people import Member

INVITE = "events.invite"
"""The work that tells everybody; its key is the event's id."""


def asked(ctx: Ctx, event: Event) -> Reply:
    """The number first."""
    _ready(ctx, event)
    t, count = ctx.t, len([one for one in members.members(ctx.db, event.community_id) if _may(ctx, event, one)])
    text = t.n("*Invite {n} person to “{title}”?*", "*Invite {n} people to “{title}”?*", count, title=event.title)
    why = t("It counts in what they let come by itself in a week; who has no room finds it in their digest.")
    yes = Button(t("Invite them"), OnEvent(event.id, Act.INVITE_NOW), style="primary")
    return Message(f"{text}\n{why}", row(yes, Button(t("Back"), OnEvent(event.id, Act.SHOW))), replace=True)


def sent(ctx: Ctx, event: Event) -> Reply:
    """Everybody hears of it, as their day begins."""
    _ready(ctx, event)
    ctx.later(INVITE, str(event.id))
    return Message(ctx.t("*The invitations are on their way.* Each person hears of it once."), replace=True)


def _ready(ctx: Ctx, event: Event) -> None:
    if views.role_in(ctx, event, ctx.me) < Role.MANAGER:
        raise Refused("Managers invite everybody. Put its card up in a group with `event {n} here`.", n=event.id)
    if event.state != State.PUBLISHED or event.begins is None or event.begins <= ctx.now:
        raise Refused("{title} is not ahead any more.", "events", title=event.title)


def _may(desk: Desk, event: Event, member: Member) -> bool:
    """Whoever organises it, is away or has answered is not asked."""
    away = member.snoozed_until is not None and member.snoozed_until > desk.now
    return not away and member.id != event.organiser_id and people.of(desk.db, event.id, member.id).answered is None


def invite(desk: Desk, event_id: int, after: int, most: int) -> int:
    """Tell the next hand of people; gives the last of them, or -1 when there is nobody left."""
    event = book.get(desk.db, event_id)
    if event is None or event.state != State.PUBLISHED or event.begins is None or event.begins <= desk.now:
        return -1
    ahead = sorted((m for m in members.members(desk.db, event.community_id) if m.id > after), key=lambda m: m.id)
    for member in ahead[:most]:
        if _may(desk, event, member):
            _tell(desk, event, member)
    return ahead[most - 1].id if len(ahead) > most else -1


def _tell(desk: Desk, event: Event, member: Member) -> None:
    due = times.after_quiet(desk.now, member.zone, *quiet(member))
    standing.keep(desk, cards.name(event.id), member.id)
    desk.send(
        member.id, partial(_card, desk, event, member), Purpose.INVITATION,
        once=f"invited:{event.id}:{member.id}", card=cards.name(event.id), due=due, not_after=event.begins,
    )  # fmt: skip


def _card(desk: Desk, event: Event, member: Member, t: Translator) -> Message:
    """The card, why it comes, and how to get fewer."""
    head = t("*You are invited: {title}.*", title=event.title)
    card = cards.card(views.view(desk, event, member.id, member.zone), t, head=head)
    fewer = Button(t("Fewer of these"), Run("settings", "budget"))
    return Message(card.text, (*card.rows, (fewer,)), image=card.image, alt=card.alt)
