"""The parts of one suggestion with the facts each rests on, taken from what two people really said."""

from matching import filters, score
from matching.arrays import np
from matching.comparing import Compared
from matching.model import Part, Past, Person, Request
from matching.places import known

MUTUAL = 0.3
"""From this chance on, what a person looks for is worth naming as a reason."""


def gather(compared: Compared, pair: int, past: Past) -> tuple[Part, ...]:
    """Everything that is true of this person and this request, zeros left out."""
    request, person = compared.request(pair), compared.person(pair)
    owner = compared.index.owner(request)
    told = _from_texts(compared, pair)
    if compared.back[pair] >= MUTUAL:
        told.append(Part("mutual", float(compared.back[pair]), {"looking_for": person.looking_for.strip()}))
    told += _around(request, person, owner)
    for name, value in score.bonuses(request, person, owner, past).items():
        told.append(Part(name, value, _bonus_fact(name, person, owner)))
    return tuple(told)


def _from_texts(compared: Compared, pair: int) -> list[Part]:
    row = _best_row(compared, pair)
    offer = compared.index.offers.rows[row]
    told = []
    for name in ("concept", "sense", "letters", "meaning", "whole", "related", "context"):
        value = float(compared.values[name][pair]) if name in compared.values else 0.0
        if value <= 0:
            continue
        fact = {"offer": offer}
        if name in ("concept", "context"):
            fact |= _shared(compared, pair, name == "context", offer)
        if name == "related":
            asked, offered = _related(compared, pair, row)
            fact |= {"asked": asked, "offered": offered}
        told.append(Part(name, value, fact))
    return told


def _best_row(compared: Compared, pair: int) -> int:
    """The single offer that fits best; the row of all together is quoted only where it is the only one."""
    first, size = int(compared.found.starts[pair]), len(compared.index.offers.said(int(compared.people[pair])))
    best = int(np.argmax(compared.row_fits[first : first + size])) if size > 1 else 0
    return int(compared.index.offers.starts[compared.people[pair]]) + best


def _shared(compared: Compared, pair: int, context: bool, offer: str) -> dict[str, str]:
    """The surest concept both sides speak of, and the offer that names it."""
    offers, lexicon = compared.index.offers, compared.index.lexicon
    asked = compared.asked_for(pair)
    person = int(compared.people[pair])
    first, last = offers.starts[person : person + 2].tolist()
    whole = offers.texts.named(last - 1)
    keys = compared.index.reader.keys
    both = [one for one in asked if one in whole and lexicon.concepts[keys[one]].context == context]
    if not both:
        return {}
    most = max(asked[one] * whole[one] for one in both)
    key = min((keys[one], one) for one in both if asked[one] * whole[one] == most)
    said = offers.said(person)
    naming = [one for at, one in enumerate(said) if len(said) == 1 or key[1] in offers.texts.named(first + at)]
    fact = {"concept": key[0], "offer": offer if offer in naming or not naming else naming[0]}
    concept = lexicon.concepts[key[0]]
    return fact | ({f"name_{language}": name for language, name in concept.names.items()} if concept.outside else {})


def _related(compared: Compared, pair: int, row: int) -> tuple[str, str]:
    lexicon, keys = compared.index.lexicon, compared.index.reader.keys
    offered = {keys[one] for one in compared.index.offers.texts.named(row)}
    asked = (keys[one] for one in compared.asked_for(pair))
    pairs = [(one, near) for one in asked for near in offered & lexicon.related(one)]
    return min(pairs, default=("", ""))


def _around(request: Request, person: Person, owner: Person | None) -> list[Part]:
    told = []
    languages = filters.shared_languages(request, person, owner)
    if languages:
        told.append(Part("language", 1.0, {"languages": ";".join(languages)}))
    distance = filters.distance_of(request, person)
    if distance is not None and distance <= filters.FAR_KM:
        told.append(Part("place", 1.0, {"place": known(person.city), "km": f"{distance:.0f}"}))
    elif distance is not None:
        told.append(Part("remote" if request.remote else "travels", 1.0, {"place": known(person.city)}))
    return told


def _bonus_fact(name: str, person: Person, owner: Person | None) -> dict[str, str]:
    if name == "sector" and owner is not None:
        ours = score.sectors(owner)
        return {"sectors": ";".join(s.strip() for s in person.sectors if s.strip().casefold() in ours)}
    if name == "cross" and owner is not None:
        return {"theirs": ";".join(person.sectors), "ours": ";".join(owner.sectors)}
    return {}
