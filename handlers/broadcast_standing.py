"""Which broadcast is meant and whether it can still change, whom it would reach, and its card."""

from bot.context import Ctx
from bot.forms import Form
from bot.i18n import LANGUAGES
from bot.router import Open, Reply
from bot.ui import Message
from domain import segments
from domain.broadcasts import State
from domain.errors import Refused
from handlers import broadcast_cards as cards
from handlers.broadcast_audience import Whom
from storage import broadcast_ledger as ledgers
from storage import broadcasts
from storage import segments as saved
from storage.broadcasts import Broadcast


def number(written: str) -> int:
    """The id that travelled with a form, as hostile as any input."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def once_more(ctx: Ctx, refusal: Refused, form: Form) -> Reply:
    """Say what is wrong, and open the form again with all that was typed."""
    return Message(ctx.t(refusal.text, **refusal.values)), Open(form)


def mine(ctx: Ctx, broadcast_id: int, *, lock: bool = False) -> Broadcast:
    """The broadcast, where it is my community's.

    Raises:
        Refused: there is none; another community's answer like absent ones.
    """
    one = broadcasts.get(ctx.db, broadcast_id, lock=lock)
    if one is None or one.community_id != ctx.community.id or one.state == State.DROPPED:
        raise Refused("There is no such broadcast here.", "broadcast")
    return one


def draft(ctx: Ctx, broadcast_id: int) -> Broadcast:
    """The same, locked, as long as it can be changed as a whole.

    Raises:
        Refused: it is on its way already.
    """
    one = mine(ctx, broadcast_id, lock=True)
    if not State(one.state).open:
        raise Refused("That broadcast is on its way already: “{head}”.", "broadcast", head=cards.head(one))
    return one


def whom(ctx: Ctx, one: Broadcast) -> Whom:
    """Whom it would reach at this moment."""
    segment = segments.read(one.filters) if one.filters else segments.Segment()
    found = segments.audience(segment, saved.people(ctx.db, one.community_id), ctx.now)
    away = saved.away(ctx.db, one.community_id, [p.id for p in found], ctx.now)
    return Whom(tuple(found), away, segment.everyone, one.segment)


def shown(ctx: Ctx, one: Broadcast, *, replace_card: bool = True) -> Message:
    """Its card in the state that it is in."""
    if State(one.state).open:
        also = [LANGUAGES[code] for code in broadcasts.translations(ctx.db, one.id)]
        return cards.draft(one, whom(ctx, one), also, ctx.t, replace=replace_card)
    return cards.begun(one, ledgers.told(ctx.db, one), ctx.t, replace=replace_card)
