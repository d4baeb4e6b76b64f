"""Finding people by what they published, and open offers: by skill, city, sector or language, however it is spelt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.context import Ctx
from bot.forms import Form, ask
from bot.i18n import Markup
from bot.incoming import Commanded
from bot.markup import clipped
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import find as rules
from domain.errors import Refused
from domain.find import PAGE, Entry, Word
from matching import languages, lexicon_reading, text, tongues
from storage import blocks, needs, people, profile
from storage import find as searches
from storage.profile import Profile

router = Router()


@dataclass(frozen=True)
class Turn(Press, tag="fi"):
    """Another page of what I found."""

    search: int
    page: int


@dataclass(frozen=True)
class FindForm(Form, tag="find", title="Find", submit="Find"):
    """What somebody is looking for."""

    question: str = ask(
        "Whom or what are you looking for?",
        hint="A skill, a city, a sector, a language: web design Valencia",
        limit=200,
    )


@dataclass(frozen=True)
class Card:
    """Somebody with the offers that may be found: the name stays empty where only an offer is public."""

    name: str
    about: Profile
    offers: tuple[str, ...]


@router.command("find")
def find(ctx: Ctx, what: Commanded) -> Reply:
    """Find people and offers: `find web design Valencia`."""
    return _search(ctx, what.text) if what.text.strip() else Open(FindForm())


@router.form(FindForm)
def asked(ctx: Ctx, form: FindForm) -> Reply:
    """Search for what was typed."""
    return _search(ctx, form.question)


@router.press(Turn)
def turn(ctx: Ctx, tap: Turn) -> Reply:
    """Turn the page of my own search."""
    question = searches.asked(ctx.db, ctx.me, tap.search)
    if not question:
        raise Refused("I have forgotten that search. Please ask again.", next_step="find")
    return replace(_page(ctx, tap.search, question, tap.page), replace=True)


def _search(ctx: Ctx, typed: str) -> Message:
    question = " ".join(typed.split())[:200]
    return _page(ctx, searches.ask(ctx.db, ctx.me, question, ctx.now), question, 0)


def _page(ctx: Ctx, search: int, question: str, page: int) -> Message:
    """One page of what the question finds now."""
    cards = _public(ctx)
    found = rules.search(_words(question), [_entry(card) for card in cards])
    if not found.hits:
        return _nobody(ctx, question, empty=not cards)
    last = rules.pages(len(found.hits)) - 1
    page = min(max(page, 0), last)
    hits = found.hits[page * PAGE : (page + 1) * PAGE]
    lines = [_heading(ctx, question, len(found.hits), whole=found.whole)]
    lines += [_line(ctx, cards[hit.place], question) for hit in hits]
    return Message("\n".join(lines), _ways(ctx, search, question, page, last))


def _heading(ctx: Ctx, question: str, count: int, *, whole: bool) -> str:
    t = ctx.t
    if not whole:
        return t("*Nobody has all of “{question}”. These come near:*", question=question)
    return t.n("*{n} answer to “{question}”*", "*{n} answers to “{question}”*", count, question=question)


def _public(ctx: Ctx) -> list[Card]:
    """Everybody but me who may be found from here, and open offers whose owners did not publish themselves."""
    here = (ctx.community.id, ctx.community.network)
    communities = rules.network(here, [(c.id, c.network) for c in people.communities(ctx.db)])
    hidden = {ctx.me} | blocks.blocked_ids(ctx.db, ctx.me)
    offers: dict[int, list[needs.Need]] = {}
    for offer in needs.open_in(ctx.db, communities, "offer"):
        offers.setdefault(offer.member_id, []).append(offer)
    cards = []
    for name, about in profile.published(ctx.db, communities):
        own = offers.pop(about.member_id, [])
        if about.member_id not in hidden:
            cards.append(Card(name, about, (*about.offers, *(offer.text for offer in own))))
    inside = {m.id for community in communities for m in people.members(ctx.db, community)} if offers else set()
    for owner in offers.keys() & (inside - hidden):
        cards += [Card("", Profile(owner, city=offer.place), (offer.text,)) for offer in offers[owner]]
    return cards


def _words(question: str) -> list[Word]:
    """The telling words of a question, each with the trades that it names alone or with a neighbour."""
    spoken = text.words(question)
    told = [word for word in spoken if word not in languages.fillers()] or spoken
    known = lexicon_reading.shipped()
    alone = [frozenset(known.find([word])) for word in told]
    pairs = [
        frozenset(known.find(told[at - 1 : at + 1])) - alone[at - 1] - alone[at] for at in range(1, len(told))
    ]  # a trade of two words, such as "web designer", is meant by both
    around = [frozenset[str](), *pairs, frozenset[str]()]
    return [Word(text.stem(word), alone[at] | around[at] | around[at + 1]) for at, word in enumerate(told)]


@lru_cache(maxsize=5_000)
def _entry(card: Card) -> Entry:
    """What can be found of a card; kept by its value, for reading five thousand anew takes most of a second."""
    about = card.about
    names = [name for code in about.languages for name in tongues.all_names(code)]
    fields = (
        (1.2, card.offers),
        (1.0, (about.headline,)),
        (1.0, (about.city,)),
        (0.9, (card.name,)),
        (0.8, about.sectors),
        (0.8, names),
        (0.5, (about.space,)),
    )
    return rules.entry((weight, _stems(texts), _trades(texts) if weight >= 1 else ()) for weight, texts in fields)


def _stems(texts: Iterable[str]) -> list[str]:
    return [text.stem(word) for part in texts for word in text.words(part)]


def _trades(texts: Iterable[str]) -> list[str]:
    known = lexicon_reading.shipped()
    return [trade for part in texts for trade in known.find(text.words(part))]


def _line(ctx: Ctx, card: Card, question: str) -> str:
    """Name, headline, the offer that answers, city; an offer of somebody unpublished stands without a name."""
    t, about = ctx.t, card.about
    offer = clipped(_best(card.offers, question), 120)
    if not card.name:
        said = t("Someone here offers “{offer}”", offer=offer)
    elif offer and about.headline:
        said = t("*{name}*  {headline} · offers {offer}", name=card.name, headline=about.headline, offer=offer)
    elif offer:
        said = t("*{name}*  offers {offer}", name=card.name, offer=offer)
    else:
        said = t("*{name}*  {headline}", name=card.name, headline=about.headline)
    return t("{said} · {city}", said=Markup(said), city=about.city) if about.city else said


def _best(offers: Sequence[str], question: str) -> str:
    """The offer that has most of the question; the first one where none has any."""
    if not offers:
        return ""
    found = rules.search(_words(question), [rules.entry([(1.0, _stems([o]), _trades([o]))]) for o in offers])
    return offers[found.hits[0].place if found.hits else 0]


def _ways(ctx: Ctx, search: int, question: str, page: int, last: int) -> Rows:
    t = ctx.t
    turns = [Button(t("Back"), Turn(search, page - 1))] if page > 0 else []
    turns += [Button(t("Next"), Turn(search, page + 1))] if page < last else []
    return ((tuple(turns),) if turns else ()) + row(_post(ctx, question), Button(t("Search again"), Run("find")))


def _post(ctx: Ctx, question: str) -> Button:
    """The question as a need: as much of it as a button can carry."""
    return Button(ctx.t("Post this as a need"), Run.within("need", question))


def _nobody(ctx: Ctx, question: str, *, empty: bool) -> Message:
    t = ctx.t
    if empty:
        said = t(
            "*Nobody has published a profile here yet.*\nBe the first, or post what you need: I ask those who fit."
        )
        return Message(said, row(_post(ctx, question), Button(t("My profile"), Run("profile"))))
    said = t(
        "*Nobody is found for “{question}”.*\nPost it as a need: I keep looking, also among those who are not public.",
        question=question,
    )
    return Message(said, row(_post(ctx, question), Button(t("Search again"), Run("find"))))
