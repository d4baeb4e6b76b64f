"""How a community wants its posts: channels with prices and best times, the funder's line, editors by turns."""

import re
from typing import Any

from bot.context import Ctx
from bot.i18n import Translator
from bot.markup import clean
from bot.router import Open, Reply, Router
from bot.ui import Button, Message
from domain import post_slots
from domain.errors import Refused
from domain.naming import named
from domain.post_money import amount, month
from domain.post_people import turn
from domain.post_slots import Slot, loaded, stored
from domain.roles import Role
from handlers.post_forms import CostForm, EditorsForm, FunderForm, House, Part, QuietForm, Rules, TimesForm, Tune
from handlers.post_look import channels_of
from handlers.post_places import AddPlace
from handlers.post_reasons import reason
from handlers.post_standing import number
from handlers.post_words import money
from storage import audit, people, post_channels, post_variants
from storage.post_channels import Channel

router = Router()
ALL = Tune(0, Part.SHOW)
LONGEST_GAP = 7 * 24 * 60
NONE = "-"
CURRENCY = re.compile(r"[A-Z]{3}")


def channels(ctx: Ctx) -> Message:
    """Where the community posts, and what holds for all of it.

    Raises:
        Refused: only managers set this.
    """
    _managing(ctx)
    t, setting = ctx.t, post_channels.setting(ctx.db, ctx.community.id)
    have = channels_of(ctx.db, ctx.community.id, ctx.now)
    lines = [t("*Where we post*"), *[_line(ctx, channel) for channel in have]]
    lines.append(t("Each post carries: “{line}”", line=setting.funder) if setting.funder else t("No funder's line."))
    lines.append(t("Nothing goes out from {start}:00 to {end}:00.", start=setting.quiet_from, end=setting.quiet_until))
    rows = [(Button(channel.name, Tune(channel.id, Part.SHOW)),) for channel in have]
    house = (
        Button(t("Funder's line…"), Rules(House.FUNDER)),
        Button(t("Quiet hours…"), Rules(House.QUIET)),
        Button(t("Editors…"), Rules(House.EDITORS)),
    )
    add = (Button(t("Add a channel…"), AddPlace()),)
    return Message("\n".join(lines), (*rows, add, house), replace=True, card="posts:channels")


def _managing(ctx: Ctx) -> None:
    if ctx.role < Role.MANAGER:
        raise Refused("Only managers set up where and how we post.", "post")


def _line(ctx: Ctx, channel: Channel) -> str:
    t = ctx.t
    if not channel.enabled:
        why = reason(channel, channel.why, t) if channel.why else ""
        return " ".join([t("{name}: switched off", name=channel.name), why]).strip()
    spent = post_variants.spent(ctx.db, channel.id, *month(ctx.now, ctx.community.zone))
    currency = post_channels.setting(ctx.db, ctx.community.id).currency
    if channel.cap is not None:
        cost = {"spent": money(spent, currency, t), "cap": money(channel.cap, currency, t)}
        return t("{name}: {spent} of {cap} this month", name=channel.name, **cost)
    return t("{name}: {spent} this month", name=channel.name, spent=money(spent, currency, t))


@router.press(Tune, role=Role.MANAGER)
def tune(ctx: Ctx, tap: Tune) -> Reply:
    """See or change how a channel is used."""
    if not tap.channel:
        return channels(ctx)
    channel = _mine(ctx, tap.channel)
    if tap.part is Part.COST:
        cap = "" if channel.cap is None else _plain(channel.cap)
        return Open(CostForm(_plain(channel.plain), _plain(channel.linked), cap, str(channel.id)))
    if tap.part is Part.TIMES:
        return Open(TimesForm(_slots(loaded(channel.slots), ctx.t), str(channel.gap), str(channel.id)))
    if tap.part is Part.SWITCH:
        return _changed(ctx, channel, enabled=not channel.enabled, why="")
    return _card(ctx, channel)


def _card(ctx: Ctx, channel: Channel) -> Message:
    t, currency = ctx.t, post_channels.setting(ctx.db, ctx.community.id).currency
    plain, linked = (money(price, currency, t) for price in (channel.plain, channel.linked))
    slots = _slots(loaded(channel.slots), t)
    lines = [
        t("*{name}*", name=channel.name),
        _line(ctx, channel),
        t("A post costs {plain}, one with a link {linked}.", plain=plain, linked=linked),
        t("Best times: {slots}.", slots=slots) if slots else t("No best times yet: any quarter of an hour will do."),
        t.n("At least {n} minute between two posts.", "At least {n} minutes between two posts.", channel.gap),
    ]
    switch = t("Switch off") if channel.enabled else t("Switch on")
    rows = (
        (Button(t("Costs…"), Tune(channel.id, Part.COST)), Button(t("Best times…"), Tune(channel.id, Part.TIMES))),
        (Button(switch, Tune(channel.id, Part.SWITCH)), Button(t("Back"), ALL)),
    )
    return Message("\n".join(lines), rows, replace=True, card="posts:channels")


def _slots(slots: tuple[Slot, ...], t: Translator) -> str:
    days = t.locale.days["format"]["abbreviated"]
    return ", ".join(f"{days[slot.weekday]} {slot.at:%H:%M}" for slot in slots)


def _plain(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03d}".rstrip("0").rstrip(".")


def _mine(ctx: Ctx, channel_id: int) -> Channel:
    channel = post_channels.channel(ctx.db, channel_id, lock=True)
    if channel is None or channel.community_id != ctx.community.id:
        raise Refused("There is no such channel here.", "post")
    return channel


def _changed(ctx: Ctx, channel: Channel, **values: Any) -> Message:
    post_channels.set_channel(ctx.db, channel.id, **values)
    why = ", ".join(f"{name}={value}" for name, value in values.items() if value != getattr(channel, name))
    _noted(ctx, "post.channel", f"channel:{channel.id}", why[:200])
    return _card(ctx, _mine(ctx, channel.id))


def _noted(ctx: Ctx, what: str, subject: str = "", reason: str = "") -> None:
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, subject=subject, reason=reason)


def _once_more(ctx: Ctx, refusal: Refused, form: Any) -> Reply:
    return (Message(ctx.t(refusal.text, **refusal.values)), Open(form))


@router.form(CostForm, role=Role.MANAGER)
def costs(ctx: Ctx, form: CostForm) -> Reply:
    """Keep what a channel costs."""
    channel = _mine(ctx, number(form.channel))
    try:
        plain, linked = amount(form.plain or "0"), amount(form.linked or form.plain or "0")
        cap = amount(form.cap) if form.cap.strip() not in {"", NONE} else None
    except Refused as refusal:
        return _once_more(ctx, refusal, form)
    return _changed(ctx, channel, plain=plain, linked=linked, cap=cap)


@router.form(TimesForm, role=Role.MANAGER)
def best_times(ctx: Ctx, form: TimesForm) -> Reply:
    """Keep when a channel is read most."""
    channel = _mine(ctx, number(form.channel))
    try:
        slots = () if form.slots.strip() == NONE else post_slots.read(form.slots)
    except Refused as refusal:
        return _once_more(ctx, refusal, form)
    gap = min(int(form.gap or channel.gap), LONGEST_GAP)
    return _changed(ctx, channel, slots=stored(slots), gap=gap)


@router.press(Rules, role=Role.MANAGER)
def rules(ctx: Ctx, tap: Rules) -> Reply:
    """Change what holds for all posts."""
    setting = post_channels.setting(ctx.db, ctx.community.id)
    if tap.about is House.FUNDER:
        return Open(FunderForm(setting.funder, "yes" if setting.logo else "no", setting.currency))
    if tap.about is House.QUIET:
        return Open(QuietForm(str(setting.quiet_from), str(setting.quiet_until)))
    return editors(ctx)


@router.form(FunderForm, role=Role.MANAGER)
def funder(ctx: Ctx, form: FunderForm) -> Reply:
    """Keep the funder's line."""
    line = "" if form.line.strip() == NONE else clean(form.line).strip()
    currency = form.currency.strip().upper() or "EUR"
    if not CURRENCY.fullmatch(currency):
        wrong = Refused("I know no currency called {word}: write it as EUR.", word=form.currency)
        return _once_more(ctx, wrong, form)
    logo = form.logo == "yes"
    post_channels.keep_setting(ctx.db, ctx.community.id, funder=line, logo=logo, currency=currency)
    _noted(ctx, "post.funder", reason=line)
    return channels(ctx)


@router.form(QuietForm, role=Role.MANAGER)
def quiet(ctx: Ctx, form: QuietForm) -> Reply:
    """Keep when nothing goes out."""
    hours = {"quiet_from": int(form.start) % 24, "quiet_until": int(form.end) % 24}
    post_channels.keep_setting(ctx.db, ctx.community.id, **hours)
    _noted(ctx, "post.quiet", reason=f"{hours['quiet_from']}-{hours['quiet_until']}")
    return channels(ctx)


def editors(ctx: Ctx) -> Reply:
    """Who takes turns, and whose week it is."""
    _managing(ctx)
    t, taking = ctx.t, post_channels.editors(ctx.db, ctx.community.id)
    names = {person.id: person.name for person in people.members(ctx.db, ctx.community.id)}
    setting = post_channels.setting(ctx.db, ctx.community.id)
    mine = turn(taking, setting.rota_since, ctx.now, ctx.community.zone)
    if mine is None:
        said = Message(t("*Nobody takes turns yet.* All editors get what is handed in, or the managers."))
        return (said, Open(EditorsForm()))
    order = ", ".join(names[person] for person in taking)
    text = t("*{name} edits this week.*\nIn turn: {names}", name=names[mine], names=order)
    return (Message(text), Open(EditorsForm(order)))


@router.form(EditorsForm, role=Role.MANAGER)
def turns(ctx: Ctx, form: EditorsForm) -> Reply:
    """Keep who takes turns; this week is the first one's."""
    wanted = [] if form.names.strip() == NONE else [word.strip() for word in form.names.split(",") if word.strip()]
    able = [(person.id, person.name) for person in people.members(ctx.db, ctx.community.id, role=Role.EDITOR)]
    chosen = []
    for word in wanted:
        found = named(able, word)
        if len(found) != 1:
            wrong = Refused("{name} is no editor here. A manager makes one with `role {name} editor`.", name=word)
            return _once_more(ctx, wrong, form)
        chosen.append(found[0][0])
    post_channels.keep_editors(ctx.db, ctx.community.id, chosen)
    post_channels.keep_setting(ctx.db, ctx.community.id, rota_since=ctx.now)
    _noted(ctx, "post.editors", reason=form.names.strip()[:200])
    if not chosen:
        return Message(ctx.t("*Nobody takes turns.* All editors get what is handed in, or the managers."))
    return Message(ctx.t("*{name} edits this week.*", name=dict(able)[chosen[0]]))
