"""How a broadcast looks to the managers: its card in each state, its audience, and its ledger."""

from datetime import datetime

from babel.dates import format_date, format_datetime

from bot.i18n import Markup, Translator
from bot.markup import clipped, escape
from bot.ui import Button, Message, Rows, Run, row
from domain import delivery, times
from domain.broadcasts import Ledger, Repeat, Skip, State
from handlers.broadcast_audience import Whom, audience_line
from handlers.broadcast_forms import Act, Choose, Leaving, card, on
from storage.broadcast_ledger import Told
from storage.broadcasts import Broadcast

HEAD, QUOTED = 50, 300


def head(one: Broadcast) -> str:
    """The beginning of the text, for a first line."""
    return clipped(one.text.split("\n", 1)[0], HEAD)


def draft(one: Broadcast, whom: Whom, languages: list[str], t: Translator, *, replace: bool = True) -> Message:
    """A draft, or what is planned for later."""
    title = t("*Draft: {head}*", head=head(one))
    if one.state == State.SCHEDULED and one.due:
        title = t("*Planned for {moment}: {head}*", moment=moment(one.due, one.zone, t), head=head(one))
    lines = [title, *([t("“{text}”", text=clipped(one.text, QUOTED))] if len(one.text) > HEAD else [])]
    lines += [audience_line(whom, t), _extras(one, languages, t), _repeats(one, t)]
    first = row(
        on(t("Preview"), one, Act.PREVIEW),
        Button(t("Audience"), Choose(one.id)),
        on(t("Send…"), one, Leaving.SEND, "primary"),
    )
    return card(one, lines, (*first, (on(t("More"), one, Act.MORE),)), replace=replace)


def _extras(one: Broadcast, languages: list[str], t: Translator) -> str:
    parts = [t("also in {languages}", languages=", ".join(languages))] if languages else []
    parts += [t.n("{n} button", "{n} buttons", len(one.links))] if one.links else []
    parts += [t("with a picture")] if one.picture else []
    return " · ".join(parts)


def _repeats(one: Broadcast, t: Translator) -> str:
    if one.until is None:
        return ""
    until = format_date(one.until, "long", locale=t.locale)
    return {
        Repeat.WEEKLY: t("Every week until {day}.", day=until),
        Repeat.FORTNIGHTLY: t("Every two weeks until {day}.", day=until),
        Repeat.MONTHLY: t("Every month until {day}.", day=until),
    }.get(Repeat(one.repeats), "")


def more(one: Broadcast, t: Translator) -> Message:
    """The rarer things one can do with a draft."""
    later = (on(t("Not yet after all"), one, Leaving.UNSCHEDULE),) if one.state == State.SCHEDULED else ()
    rows: Rows = (
        (
            on(t("Change"), one, Act.CHANGE),
            on(t("Languages"), one, Act.LANGUAGES),
            on(t("Buttons"), one, Act.BUTTONS),
        ),
        (
            on(t("Picture"), one, Act.PICTURE),
            on(t("Test to me"), one, Act.TEST),
            on(t("Send later…"), one, Leaving.SCHEDULE),
        ),
        (*later, on(t("Drop it"), one, Act.DROP), on(t("Back"), one, Act.SHOW)),
    )
    return card(one, [t("*Draft: {head}*", head=head(one))], rows, replace=True)


def moment(when: datetime, zone: str, t: Translator) -> str:
    """A moment on the wall of whoever planned it, with the zone where that says something."""
    here = times.local(when, zone)
    return f"{format_datetime(here, 'EEEE d MMMM, HH:mm', locale=t.locale)} ({zone})"


def begun(one: Broadcast, told: Told, t: Translator, *, replace: bool = True) -> Message:
    """How far it has come, or what came of it."""
    ledger = told.ledger
    done = ledger.audience - ledger.still_open
    title = {
        State.SENDING: t("*On its way: {head}* · {done} of {all}", head=head(one), done=done, all=ledger.audience),
        State.STOPPED: t("*Stopped: {head}*", head=head(one)),
    }.get(State(one.state), t("*Sent: {head}*", head=head(one)))
    if one.taken_back:
        title = t("*Taken back: {head}*", head=head(one))
    if one.state == State.SENDING and not ledger.audience:
        title = t("*Getting ready: {head}*", head=head(one))
    lines = [title, _counts(ledger, t), _taps(one, told.taps, t), _altered(one, told.altered, t)]
    return card(one, lines, _rows(one, ledger, t, translated=told.translated), replace=replace)


def _counts(ledger: Ledger, t: Translator) -> str:
    """Every number of the ledger that is not nothing; together they are the audience."""
    known = delivery.State
    failed, skipped = ledger.of(known.FAILED), ledger.of(known.SKIPPED)
    told = [
        (ledger.of(known.SENT), t("sent {n}", n=ledger.of(known.SENT))),
        (ledger.still_open, t("waiting {n}", n=ledger.still_open)),
        (failed, t("failed {n}", n=failed) + _why(ledger, t, known.FAILED)),
        (ledger.of(known.UNCERTAIN), t("uncertain {n}", n=ledger.of(known.UNCERTAIN))),
        (skipped, t("left out {n}", n=skipped) + _why(ledger, t, known.SKIPPED)),
        (ledger.of(known.CANCELLED), t("stopped {n}", n=ledger.of(known.CANCELLED))),
        (ledger.of(known.EXPIRED), t("too late {n}", n=ledger.of(known.EXPIRED))),
        (ledger.erased, t("erased {n}", n=ledger.erased)),
    ]
    parts = " · ".join(words_ for count, words_ in told if count)
    return t("{n} in all: {parts}", n=ledger.audience, parts=Markup(parts)) if parts else t("It went to nobody.")


def _why(ledger: Ledger, t: Translator, state: delivery.State) -> str:
    """What is behind the failed, or the skipped."""
    ours = {str(reason) for reason in Skip}
    skipped = state is delivery.State.SKIPPED
    these = {reason: n for reason, n in ledger.reasons.items() if (reason in ours) is skipped}
    if not these:
        return ""
    return " (" + ", ".join(f"{reason_words(reason, t)} {n}" for reason, n in sorted(these.items())) + ")"


def reason_words(reason: str, t: Translator) -> str:
    """Why somebody did not get it."""
    return {
        Skip.LEFT: t("no longer in"),
        Skip.SNOOZED: t("away"),
        Skip.NO_CONSENT: t("wants none"),
        Skip.UNREACHABLE: t("no chat"),
        Skip.OVER_BUDGET: t("in their digest"),
        "blocked": t("blocked me"),
        "deactivated": t("account closed"),
        "chat_not_found": t("no chat"),
        "unreachable": t("no chat"),
    }.get(reason, escape(clipped(reason, 40)))


def _taps(one: Broadcast, taps: dict[int, int], t: Translator) -> str:
    counted = [t("{label} {n}", label=link.label, n=taps.get(place, 0)) for place, link in enumerate(one.links)]
    return t("Taps: {counted}", counted=Markup(" · ".join(counted))) if counted else ""


def _altered(one: Broadcast, altered: dict[str, int], t: Translator) -> str:
    """How far a change after sending has come."""
    if not altered:
        return ""
    known, whole = delivery.State, sum(altered.values())
    done, not_done = altered.get(known.SENT, 0), altered.get(known.FAILED, 0)
    if one.taken_back:
        line = t("Taken back from {done} of {all}.", done=done, all=whole)
        left = t.n(
            "{n} keeps it: it cannot be taken back there.", "{n} keep it: it cannot be taken back there.", not_done
        )
    else:
        line = t("Changed for {done} of {all}.", done=done, all=whole)
        left = t.n("{n} keeps the old words: they cannot be changed there.",
                   "{n} keep the old words: they cannot be changed there.", not_done)  # fmt: skip
    return f"{line} {left}" if not_done else line


def _rows(one: Broadcast, ledger: Ledger, t: Translator, *, translated: bool) -> Rows:
    if one.state == State.SENDING:
        return row(
            on(t("Stop"), one, Leaving.STOP, "danger"),
            on(t("Change"), one, Act.CHANGE),
            on(t("Look again"), one, Act.SHOW),
        )
    known = delivery.State
    left = ledger.of(known.FAILED) + ledger.of(known.EXPIRED) + ledger.of(known.CANCELLED)
    again = [on(t.n("Send to the other {n}", "Send to the other {n}", left), one, Leaving.AGAIN)] if left else []
    change = [] if one.taken_back else [on(t("Change"), one, Act.CHANGE), on(t("Take back…"), one, Leaving.TAKE_BACK)]
    languages = [on(t("Languages"), one, Act.LANGUAGES)] if translated and not one.taken_back else []
    tables = (
        on(t("CSV"), one, Leaving.CSV),
        on(t("XLSX"), one, Leaving.XLSX),
        on(t("Use again"), one, Act.COPY),
        *languages,
    )
    rows = ((*again, *change), tables)
    return tuple(buttons for buttons in rows if buttons)


def missed(one: Broadcast, t: Translator) -> Message:
    """Its moment passed while I stood still."""
    when = moment(one.due, one.zone, t) if one.due else ""
    text = t(
        "*“{head}” did not go out.*\nIt was planned for {moment}, and I was not running then. It is a draft again: "
        "send it now, or choose another time.",
        head=head(one), moment=when,
    )  # fmt: skip
    return Message(text, row(on(t("Look at it"), one, Act.SHOW, "primary")))


def listed(have: list[Broadcast], t: Translator) -> Message:
    """Drafts, what is planned and what was sent; an empty list teaches."""
    if not have:
        text = t(
            "*No broadcasts yet.*\nWrite `broadcast` and what you want to say: you see it as everybody will before "
            "anything leaves."
        )
        return Message(text, row(Button(t("Write one"), Run("broadcast", "new"), style="primary")))
    states = {
        State.DRAFT: t("draft"), State.SCHEDULED: t("planned"), State.SENDING: t("on its way"),
        State.SENT: t("sent"), State.STOPPED: t("stopped"),
    }  # fmt: skip
    lines = [f"{at}  {escape(head(one))} · {states[State(one.state)]}" for at, one in enumerate(have, 1)]
    rows = tuple((on(f"{at}  {head(one)}", one, Act.SHOW),) for at, one in enumerate(have, 1))
    new = (Button(t("Write one"), Run("broadcast", "new"), style="primary"),)
    return Message("\n".join([t.n("*{n} broadcast*", "*{n} broadcasts*", len(have)), *lines]), (*rows, new))
