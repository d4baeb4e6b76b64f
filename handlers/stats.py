"""The manager's numbers: asked for in chat, counted and drawn aside, sent as lines, a chart and a table."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Message
from domain import stats as rules
from domain.errors import Refused
from domain.roles import Role
from handlers import stats_cards as cards
from handlers.stats_cards import OnStats, Told

router = Router()


@router.command("stats", role=Role.MANAGER)
def stats(ctx: Ctx, what: Commanded) -> Reply:
    """See the community's numbers week by week: `stats`, or `stats 26` for half a year."""
    text = what.text.strip()
    if not text:
        return _asked(ctx, rules.WEEKS)
    first = text.split()[0]
    if not (first.isascii() and first.isdigit() and 1 <= int(first[:6]) <= rules.MOST):
        raise Refused("Say for how many weeks, from 1 to {most}, such as `stats 12`.", "stats", most=rules.MOST)
    return _asked(ctx, int(first))


@router.press(OnStats, role=Role.MANAGER)
def pressed(ctx: Ctx, tap: OnStats) -> Reply:
    """Another stretch of weeks, or how they are counted."""
    weeks = min(max(tap.weeks, 1), rules.MOST)
    return cards.explained(weeks, ctx.t) if tap.told is Told.HOW else _asked(ctx, weeks)


def _asked(ctx: Ctx, weeks: int) -> Message:
    """Counting and drawing take a moment: they are done aside, and follow."""
    ctx.later("stats.draw", f"{ctx.community.id}:{ctx.me}:{weeks}:{ctx.now.isoformat()}")
    return Message(ctx.t.n("*The numbers of {n} week follow.*", "*The numbers of {n} weeks follow.*", weeks))
