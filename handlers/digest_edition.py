"""The community's own edition of the week, posted to its group or channel: what everybody may read, no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.context import Ctx
from bot.i18n import Markup, Translator
from bot.markup import clipped, escape
from bot.router import Reply
from bot.ui import Button, Message, Run, row
from domain.errors import Forbidden, Refused
from domain.roles import Role
from handlers.digest_cards import Look
from storage import audit
from storage import digest_editions as editions
from storage.digest_editions import Place

WEEK = timedelta(days=7)
PEOPLE, REQUESTS, QUOTED = 5, 4, 90


@dataclass(frozen=True)
class Edition:
    """What a community's week held."""

    community: str
    newcomers: tuple[tuple[str, str], ...]
    requests: tuple[tuple[int, str, str], ...]
    introduced: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to post."""
        return not (self.newcomers or self.requests or self.introduced)


def gathered(db: Connection, community_id: int, name: str, now: datetime) -> Edition:
    """A community's week as it stands at that moment."""
    people = editions.newcomers(db, community_id, now - WEEK, PEOPLE)
    asked = editions.requests(db, community_id, REQUESTS)
    return Edition(
        name,
        tuple((row.name, row.headline) for row in people),
        tuple((row.id, row.text, row.title or "") for row in asked),
        editions.introduced(db, community_id, now - WEEK),
    )


def card(edition: Edition, t: Translator) -> Message:
    """One shareable message for a group."""
    lines = [t("*This week in {community}*", community=edition.community)]
    if edition.newcomers:
        named = Markup(", ".join(_person(t, name, headline) for name, headline in edition.newcomers))
        lines.append(t("New here: {people}.", people=named))
    for number, (_, text, title) in enumerate(edition.requests, 1):
        said = clipped(text, QUOTED)
        if title:
            lines.append(t("{n} The project {name} looks for “{text}”.", n=number, name=title, text=said))
        else:
            lines.append(t("{n} Someone asks for “{text}”.", n=number, text=said))
    if edition.introduced:
        lines.append(t.n("🤝 {n} introduction was made.", "🤝 {n} introductions were made.", edition.introduced))
    buttons = [Button(t("{n} Look", n=n), Look(need)) for n, (need, _, _) in enumerate(edition.requests, 1)]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Message("\n".join(lines), rows, private=False)


def _person(t: Translator, name: str, headline: str) -> str:
    return t("{name} ({headline})", name=name, headline=clipped(headline, 40)) if headline else escape(name)


def asked(ctx: Ctx, word: str) -> Reply:
    """`digest preview`, `digest here` and `digest off here`, for managers.

    Raises:
        Forbidden: somebody else asks.
    """
    if ctx.role < Role.MANAGER:
        raise Forbidden("That is for the managers of this community.")
    return _preview(ctx) if word == "preview" else _here(ctx, on=word == "here")


def _preview(ctx: Ctx) -> Reply:
    t = ctx.t
    edition = gathered(ctx.db, ctx.community.id, ctx.community.name, ctx.now)
    count = sum(place.community_id == ctx.community.id for place in editions.places(ctx.db))
    told = t.n("It is posted on Mondays at 9:00 in {n} place.", "It is posted on Mondays at 9:00 in {n} places.", count)
    if not count:
        told = t("It is posted nowhere yet: write `digest here` in the group or channel that shall read it.")
    if edition.empty:
        return Message(t("*Nothing to post this week so far.*\n{told}", told=Markup(told)))
    note = Message(told, row(Button(t("My own digest"), Run("digest"))))
    return card(edition, ctx.setting.catalogues[ctx.community.language]), note


def _here(ctx: Ctx, *, on: bool) -> Reply:
    """In the group where it is said."""
    who, t = ctx.who, ctx.t
    if not who.group:
        raise Refused("Write that in the group or channel that shall read it.", "digest")
    place = Place(ctx.community.id, who.platform, who.workspace, who.group)
    (editions.add_place(ctx.db, place, ctx.now) if on else editions.drop_place(ctx.db, place))
    what = "digest.place" if on else "digest.no_place"
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, reason=who.group)
    if on:
        said = t(
            "*This place reads the week of {community} from now on,* on Mondays at 9:00.", community=ctx.community.name
        )
    else:
        said = t("*This place no longer reads the week of {community}.*", community=ctx.community.name)
    return Message(said, private=False)
