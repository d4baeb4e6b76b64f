"""What matching has learnt here, for managers to see, to undo and to stop."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Message
from domain.roles import Role
from handlers import learning_cards as cards
from handlers.learning_cards import Act, OnLearning, Row
from storage import learning as rows

router = Router()


@router.command("learning", role=Role.MANAGER)
def learning(ctx: Ctx, what: Commanded) -> Reply:
    """See what matching has learnt from outcomes here; undo or stop it."""
    del what
    return _card(ctx, None, replace=False)


@router.press(OnLearning, role=Role.MANAGER)
def pressed(ctx: Ctx, tap: OnLearning) -> Reply:
    """Go back to the weights before, stay with those of now, or learn again."""
    here = ctx.community.id
    rows.hold(ctx.db, here)
    known = [one for one in rows.versions(ctx.db, here) if one.tier == tap.row]
    newest = known[-1].version if known else 0
    # Weights that changed since the card was drawn are shown first: nobody undoes what they have not seen.
    if tap.version == newest:
        if tap.act is Act.UNDO and (before := rows.earlier(known)) is not None:
            rows.go_back(ctx.db, here, tap.row, before, ctx.now, ctx.me)
        if tap.act is Act.STOP:
            rows.go_back(ctx.db, here, tap.row, newest, ctx.now, ctx.me)
        if tap.act is Act.AGAIN:
            rows.resume(ctx.db, here, ctx.now, ctx.me)
    return _card(ctx, tap.row, replace=True)


def _card(ctx: Ctx, wanted: Row | None, *, replace: bool) -> Message:
    """What stands now; what the next look would change takes a moment, and follows on the same card."""
    seen = cards.view(ctx.db, ctx.community, wanted, ctx.now)
    if seen.enough and not seen.held:
        ctx.later("learning.look", f"{ctx.community.id}:{ctx.me}:{seen.row}")
    return cards.card(seen, ctx.t, replace=replace)
