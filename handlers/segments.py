"""Whom a broadcast is for: everybody, or a segment that a manager saved as filters with a name."""

from bot.context import Ctx
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Rows, row
from domain import segments as rules
from domain.errors import Refused
from domain.roles import Role
from domain.segments import Segment
from handlers.broadcast_audience import audience_line, everybody
from handlers.broadcast_forms import Act, Audience, Choose, Forget, NewSegment, OnBroadcast, SegmentForm, name_of
from handlers.broadcast_standing import draft, mine, number, once_more, shown, whom
from storage import broadcasts
from storage import segments as saved
from storage.broadcasts import Broadcast

router = Router()
LISTED = 8


@router.press(Choose, role=Role.MANAGER)
def choose(ctx: Ctx, tap: Choose) -> Reply:
    """See whom a broadcast can be for."""
    return _menu(ctx, draft(ctx, tap.broadcast))


def _menu(ctx: Ctx, one: Broadcast) -> Message:
    t, have = ctx.t, saved.of(ctx.db, ctx.community.id)
    everyone = saved.people(ctx.db, ctx.community.id)
    lines = [t("*Who shall get it?*"), audience_line(whom(ctx, one), t)]
    rows: Rows = ((everybody(one, t),),)
    for segment in have[:LISTED]:
        count = len(rules.audience(rules.read(segment.filters), everyone, ctx.now))
        lines.append(t("{name}: {n} · {filters}", name=segment.name, n=count, filters=segment.filters))
        rows += ((Button(segment.name, Audience(one.id, segment.id)),),)
    if not have:
        lines.append(
            t("A segment is a few filters with a name, such as “designers in Valencia”; it is counted anew each time.")
        )
    ways = (Button(t("New segment"), NewSegment(one.id)), Button(t("Back"), OnBroadcast(one.id, Act.SHOW)))
    return Message("\n".join(lines), (*rows, ways), replace=True, card=name_of(one.id))


@router.press(Audience, role=Role.MANAGER)
def audience(ctx: Ctx, tap: Audience) -> Reply:
    """Choose whom a broadcast is for."""
    one = draft(ctx, tap.broadcast)
    if not tap.segment:
        broadcasts.change(ctx.db, one.id, filters="", segment="")
        return shown(ctx, mine(ctx, one.id))
    segment = saved.get(ctx.db, tap.segment, ctx.community.id)
    if segment is None:
        raise Refused("There is no such segment here.", "broadcast")
    return _chosen(ctx, one, segment.name, segment.filters, segment.id, replace=True)


def _chosen(ctx: Ctx, one: Broadcast, name: str, filters: str, segment_id: int, *, replace: bool) -> Message:
    """The draft with its audience; a segment of nobody says what to try."""
    broadcasts.change(ctx.db, one.id, filters=filters, segment=name)
    one, t = mine(ctx, one.id), ctx.t
    if whom(ctx, one).count:
        return shown(ctx, one, replace_card=replace)
    text = t(
        "*Nobody belongs to {name} at the moment.*\n{filters}: take a filter away, or write more words that may be "
        "meant: `city Valencia or Torrent`. People are found by what stands in their profiles.",
        name=name, filters=filters,
    )  # fmt: skip
    rows = row(
        Button(t("Other filters"), NewSegment(one.id), style="primary"),
        Button(t("Another audience"), Choose(one.id)),
        Button(t("Forget the segment"), Forget(one.id, segment_id)),
    )
    return Message(text, rows, replace=replace, card=name_of(one.id))


@router.press(NewSegment, role=Role.MANAGER)
def new_segment(ctx: Ctx, tap: NewSegment) -> Reply:
    """Describe a segment: a name, and filters in one line."""
    one = draft(ctx, tap.broadcast)
    return Open(SegmentForm(one.segment, one.filters, str(one.id)))


@router.form(SegmentForm, role=Role.MANAGER)
def segmented(ctx: Ctx, form: SegmentForm) -> Reply:
    """Keep a segment, and write to it."""
    one = draft(ctx, number(form.broadcast))
    try:
        segment = rules.read(form.filters)
    except Refused as refusal:
        return once_more(ctx, refusal, form)
    if segment == Segment():
        raise Refused("Without a filter that is everybody: choose “Everybody” instead.", "broadcast")
    name, filters = " ".join(form.name.split()), rules.written(segment)
    kept = saved.save(ctx.db, ctx.community.id, name, filters)
    return _chosen(ctx, one, name, filters, kept, replace=False)


@router.press(Forget, role=Role.MANAGER)
def forget(ctx: Ctx, tap: Forget) -> Reply:
    """Forget a saved segment; the draft is for everybody again."""
    one = draft(ctx, tap.broadcast)
    saved.drop(ctx.db, tap.segment, ctx.community.id)
    broadcasts.change(ctx.db, one.id, filters="", segment="")
    return _menu(ctx, mine(ctx, one.id))
