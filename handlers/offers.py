"""Offers: saying what one gives; their life is that of needs."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.refusals import outside
from bot.router import Reply, Router
from domain.needs import Side
from domain.roles import Role
from handlers import need_cards, need_forms, need_intake
from handlers.need_forms import OfferForm

router = Router()


@router.command("offer", role=Role.STRANGER)
def offer(ctx: Ctx, what: Commanded) -> Reply:
    """Say what you can give and I ask you when someone needs it."""
    if not ctx.has_community:
        return outside(ctx)
    if what.text == need_cards.NEW:
        return need_forms.blank(Side.OFFER)
    return need_intake.typed(ctx, Side.OFFER, what.text) if what.text else need_intake.list_or_form(ctx, Side.OFFER)


@router.form(OfferForm, role=Role.STRANGER)
def offer_filled(ctx: Ctx, form: OfferForm) -> Reply:
    """What you offer, from the form."""
    return need_intake.filled(ctx, Side.OFFER, form) if ctx.has_community else outside(ctx)
