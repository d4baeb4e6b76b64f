"""Each reason rests on a fact: whatever people say of themselves, without the fact the reason goes."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine
from matching.model import Past, Person, Reason, Request, pair

OFFERS = st.lists(
    st.sampled_from(
        ["catalogue design", "logos for small firms", "fotografia di prodotto", "μεταφράσεις", "web sites for hotels"]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
SECTORS = st.sampled_from([(), ("design",), ("furniture",), ("Furniture", "it")])
PEOPLE = st.builds(
    Person,
    id=st.just("ann"),
    offers=OFFERS.map(tuple),
    headline=st.sampled_from(["", "I design catalogues"]),
    looking_for=st.sampled_from(["", "chairs made to measure", "a yoga teacher"]),
    sectors=SECTORS,
    languages=st.sampled_from([(), ("en",), ("en", "es")]),
    city=st.sampled_from(["", "Valencia", "Castellón de la Plana", "Athens"]),
    newcomer=st.booleans(),
    travels=st.booleans(),
)
NEEDS = st.sampled_from(
    ["a catalogue for our chairs", "product photos", "traductor de griego", "a web site for our hotel"]
)
OLD = frozenset({pair("somebody", "else")})

WITHOUT: Mapping[str, Callable[[Person, Reason], Person]] = {
    "offer": lambda one, why: replace(
        one, offers=tuple(o for o in one.offers if o != why.values["offer"]), headline=""
    ),
    "concept": lambda one, _: replace(one, offers=("yoga",), headline=""),
    "related": lambda one, _: replace(one, offers=("yoga",), headline=""),
    "context": lambda one, _: replace(one, offers=("yoga",), headline=""),
    "mutual": lambda one, _: replace(one, looking_for=""),
    "language": lambda one, _: replace(one, languages=()),
    "place": lambda one, _: replace(one, city=""),
    "remote": lambda one, _: replace(one, city=""),
    "travels": lambda one, _: replace(one, city=""),
    "sector": lambda one, _: replace(one, sectors=()),
    "cross": lambda one, _: replace(one, sectors=()),
    "newcomer": lambda one, _: replace(one, newcomer=False),
}
"""By kind of reason the person without the fact that it rests on."""


def reasons(request: Request, people: tuple[Person, ...], past: Past) -> tuple[Reason, ...]:
    return next((one.reasons for one in engine.rank(request, people, past) if one.person == "ann"), ())


@settings(deadline=None, max_examples=60)
@given(PEOPLE, NEEDS, SECTORS, st.booleans())
def test_without_its_fact_a_reason_goes(person: Person, need: str, sectors: tuple[str, ...], remote: bool) -> None:
    owner = Person("kostas", ("chairs made to measure",), sectors=sectors, languages=("en",))
    request = Request("n", need, owner="kostas", languages=("en",), place="Valencia", remote=remote)
    past = Past(introduced=OLD)
    told = reasons(request, (owner, person), past)
    assert not engine.rank(request, (owner, person), past) or told, "no match without a reason"
    for why in told:
        if why.kind == "first":
            silent, then = person, Past(introduced=OLD | {pair("ann", "somebody")})
        else:
            silent, then = WITHOUT[why.kind](person, why), past
        left = reasons(request, (owner, silent), then)
        gone = why if why.kind in {"offer", "concept", "related", "context"} else why.kind
        assert gone not in ([one.kind for one in left] if isinstance(gone, str) else left), why
