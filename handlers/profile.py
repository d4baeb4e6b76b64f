"""A member's profile: told in six steps, changed field by field, private until a tap makes it public."""

from dataclasses import dataclass

from bot import dialogue
from bot.context import Ctx
from bot.forms import Form, accept, ask, hidden
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Run, row
from domain import profile as rules
from domain import times
from domain.errors import Refused
from domain.profile import FIRST, Detail
from handlers.profile_cards import Edit, Look, View, card, nothing_told, picker, spoken, told
from matching import places, tongues, zones
from storage import drafts, people, profile
from storage.profile import Profile

router = Router()


@dataclass(frozen=True)
class ProfileForm(Form, tag="profile", title="Your profile", submit="Show me"):
    """The six steps of the first minute."""

    offers: str = ask(
        "What can people come to you for?",
        FieldKind.LONG,
        hint="Several things? Put `;` between them: web shops; photos of furniture",
        optional=True,
        limit=1000,
    )
    headline: str = ask("Who are you, in one line?", hint="Such as: furniture maker", optional=True, limit=120)
    looking_for: str = ask(
        "What are you looking for here?", hint="Such as: a partner for a school project", optional=True, limit=200
    )
    languages: str = ask("Which languages do you speak?", hint="Such as: Spanish, English", optional=True, limit=200)
    city: str = ask(
        "Which city are you in?", hint="Type it or share your location; I keep only the city.", optional=True, limit=60
    )
    availability: str = ask("How much time do you have?", hint="Such as: 5 h a week", optional=True, limit=80)


@dataclass(frozen=True)
class DetailForm(ProfileForm, tag="detail", title="Your profile", submit="Save"):
    """One field at a time; `detail` says which."""

    name: str = ask("What should people call you?", optional=True, limit=80)
    sectors: str = ask("Which sectors do you work in?", hint="Such as: furniture, food, tourism", optional=True)
    travels: str = ask(
        "Would you travel for a project?", FieldKind.CHOICE, optional=True, choices=(("yes", "Yes"), ("no", "No"))
    )
    space: str = ask("Which space do you work from?", optional=True, limit=80)
    zone: str = ask(
        "Which clock do you live by?", hint="A city or a zone, such as Athens or Europe/Madrid", optional=True, limit=60
    )
    detail: str = hidden()


@router.command("profile")
def show(ctx: Ctx, what: Commanded) -> Reply:
    """Tell what you do, see your card, publish it or keep it private."""
    word = what.text.strip().lower()
    if word in {"public", "publish", "private"}:
        return look(ctx, Look(View.PRIVATE if word == "private" else View.PUBLISH))
    if found := Detail.leading(what.text):
        return _answered(ctx, *found) if found[1] else edit(ctx, Edit(found[0]))
    draft = drafts.get(ctx.db, ctx.me)
    if draft and draft.form == ProfileForm.tag:
        return Open(ProfileForm.fill(draft.answers), draft.only, draft.at)
    mine = profile.get(ctx.db, ctx.me)
    if not told(mine):
        return Open(ProfileForm())
    return picker(ctx, FIRST) if word == "change" else card(ctx, mine)


def _answered(ctx: Ctx, detail: Detail, text: str) -> Reply:
    """A field in one line, typed or from a button such as "Valencia"; a form that stands at it goes on."""
    draft = drafts.get(ctx.db, ctx.me)
    if draft and draft.form == ProfileForm.tag and draft.at == detail:
        following = dialogue.answered(ctx, ProfileForm, draft, text)
        return dialogue.question(ctx, ProfileForm, following, replace_card=True) if following else None
    if draft and draft.form == DetailForm.tag:
        drafts.drop(ctx.db, ctx.me)
    return _save(ctx, {detail.value: accept(DetailForm, detail.value, text, ctx.t)}, replace=True)


@router.form(ProfileForm)
def filled(ctx: Ctx, form: ProfileForm) -> Reply:
    """Keep what was told; what was skipped stays as it was."""
    return _save(ctx, {detail.value: str(getattr(form, detail)) for detail in FIRST}, fresh=True)


@router.form(DetailForm)
def changed(ctx: Ctx, form: DetailForm) -> Reply:
    """Keep one field; left empty, it is emptied."""
    if form.detail not in set(Detail):
        raise Refused("I do not know that field.", next_step="profile")
    return _save(ctx, {form.detail: str(getattr(form, form.detail)).strip() or "-"})


@router.press(Look)
def look(ctx: Ctx, tap: Look) -> Reply:
    """Turn my card."""
    mine = profile.get(ctx.db, ctx.me)
    if tap.view in {View.CHANGE, View.REST}:
        return picker(ctx, FIRST if tap.view is View.CHANGE else tuple(d for d in Detail if d not in FIRST))
    if tap.view is View.PUBLISH and not rules.worth_showing(mine.headline, mine.offers):
        text = ctx.t("*There is nothing to show yet.*\nOne thing people can come to you for is enough.")
        return Message(text, row(Button(ctx.t("Tell me"), Edit(Detail.OFFERS), style="primary")))
    if tap.view in {View.PUBLISH, View.PRIVATE}:
        profile.change(ctx.db, ctx.me, ctx.now, published=tap.view is View.PUBLISH)
        ctx.later("matches.profile", str(ctx.me))
        mine = profile.get(ctx.db, ctx.me)
    return card(ctx, mine, replace=True, more=tap.view is View.MORE)


@router.press(Edit)
def edit(ctx: Ctx, tap: Edit) -> Reply:
    """Ask one field again, with what stands in it."""
    mine, detail = profile.get(ctx.db, ctx.me), tap.detail
    now = {
        Detail.NAME: ctx.member.name,
        Detail.ZONE: ctx.member.zone,
        Detail.TRAVELS: "yes" if mine.travels else "no",
        Detail.LANGUAGES: spoken(ctx, mine),
        Detail.OFFERS: "; ".join(mine.offers),
        Detail.SECTORS: ", ".join(mine.sectors),
    }
    value = now[detail] if detail in now else str(getattr(mine, detail))
    return Open(DetailForm.fill({"detail": detail.value, detail.value: value}), only=detail.value)


def _save(ctx: Ctx, answers: dict[str, str], *, fresh: bool = False, replace: bool = False) -> Message:
    """Write what the answers change; the reply is a doubt to settle, or the card."""
    values = rules.plain_changes(answers)
    codes, unknown = tongues.read(answers.get("languages", ""))
    if codes or rules.emptied(answers.get("languages", "")):
        values["languages"] = codes
    if typed := answers.get("city", "").strip():
        values |= _city("" if rules.emptied(typed) else typed)
    _person(ctx, answers)
    if values:
        profile.change(ctx.db, ctx.me, ctx.now, **values)
    mine = profile.get(ctx.db, ctx.me)
    if fresh and not told(mine):
        return nothing_told(ctx)
    notes = [ctx.t("I do not know the language “{name}”.", name=name) for name in unknown]
    return (_doubt(ctx, mine) if typed else None) or card(ctx, mine, fresh=fresh, notes=notes, replace=replace)


def _city(typed: str) -> dict[str, object]:
    latitude, longitude = places.where(typed, None) or (None, None)
    return {"city": places.known(typed), "latitude": latitude, "longitude": longitude}


def _person(ctx: Ctx, answers: dict[str, str]) -> None:
    """Name and clock belong to the person, not to the card."""
    if (name := answers.get("name", "")) and not rules.emptied(name):
        people.set_member(ctx.db, ctx.me, name=name)
    if (written := answers.get("zone", "")) and not rules.emptied(written):
        zone = zones.named(written)
        if not zone:
            raise Refused("I do not know the clock of “{place}”. Try a large city, such as Athens.", place=written)
        people.set_member(ctx.db, ctx.me, zone=zone)
    ctx.look_again()


def _doubt(ctx: Ctx, mine: Profile) -> Message | None:
    """What should be shown back before the card: a city that I do not know, a clock that does not fit it."""
    t = ctx.t
    if mine.latitude is None or mine.longitude is None:
        near = places.resembling(mine.city)
        if not near:
            return None
        text = t("*Did you mean {near}?*\n“{city}” is not on my map.", near=near, city=mine.city)
        yes = Button(near, Run.within("profile", f"city {near}"), style="primary")
        return Message(text, row(yes, Button(t("Keep what I wrote"), Look(View.CARD))))
    zone = zones.at((mine.latitude, mine.longitude))
    if not zone or times.same_clock(zone, ctx.member.zone, ctx.now):
        return None
    text = t(
        "*{city}. Does your clock follow {zone}?*\nSo far I show you times as in {old}.",
        city=mine.city, zone=zone, old=ctx.member.zone,
    )  # fmt: skip
    keep = Button(t("Keep {zone}", zone=ctx.member.zone), Look(View.CARD))
    return Message(text, row(Button(t("Yes, change it"), Run("profile", f"zone {zone}"), style="primary"), keep))
