"""Reasons, made from the parts of a score and nothing else; and their plain English for files and logs."""

from collections.abc import Callable, Mapping, Sequence

from matching import score
from matching.lexicon_reading import shipped
from matching.model import Part, Reason

ABOUT = ("concept", "sense", "letters", "meaning", "related")
"""Parts that are about the thing asked for. Without a strong one there is no match."""
CIRCUMSTANCES = ("context", "mutual", "language", "place", "remote", "travels", "sector", "cross", "newcomer", "first")


def derive(parts: Sequence[Part]) -> tuple[Reason, ...]:
    """The offer that fits first, then what it has in common with the need, then the circumstances."""
    by_name = {part.name: part for part in parts}
    strong = [by_name[name] for name in ABOUT if name in by_name and by_name[name].value >= score.TOPICAL[name]]
    if not strong:
        return ()
    found = [Reason("offer", {"offer": strong[0].fact["offer"]})]
    for part in strong:
        if part.name == "concept" and "concept" in part.fact:
            found.append(Reason("concept", {key: value for key, value in part.fact.items() if key != "offer"}))
        if part.name == "related" and part.fact.get("asked") and len(strong) == 1:
            found.append(Reason("related", {"asked": part.fact["asked"], "offered": part.fact["offered"]}))
    for name in CIRCUMSTANCES:
        if name in by_name:
            values = {key: value for key, value in by_name[name].fact.items() if key != "offer"}
            if name != "context" or values:
                found.append(Reason(name, values))
    return tuple(found)


def plain(reason: Reason, language: str = "en") -> str:
    """One reason in plain English."""
    sentence = _SENTENCES.get(reason.kind)
    return sentence(reason.values, language) if sentence else reason.kind


def named(values: Mapping[str, str], language: str) -> str:
    """What a concept that a community brought in is called; nothing for one of the shipped lexicon."""
    return values.get(f"name_{language}") or values.get("name_en", "")


def _concept(key: str, language: str) -> str:
    concept = shipped().concepts.get(key)
    return concept.name(language) if concept else key


def _listed(values: str) -> str:
    return " and ".join(value.strip() for value in values.split(";") if value.strip())


_Sentence = Callable[[Mapping[str, str], str], str]
_SENTENCES: Mapping[str, _Sentence] = {
    "offer": lambda v, _: f"offers “{v['offer']}”",
    "concept": lambda v, lang: f"knows {named(v, lang) or _concept(v['concept'], lang)}",
    "related": lambda v, lang: f"knows {_concept(v['offered'], lang)}, close to {_concept(v['asked'], lang)}",
    "context": lambda v, lang: f"has worked for {_concept(v['concept'], lang)}",
    "mutual": lambda v, _: f"looks for “{v['looking_for']}”",
    "language": lambda v, _: f"you both speak {_listed(v['languages'].upper())}",
    "place": lambda v, _: f"{v['km']} km away" if v["km"] != "0" else f"in {v['place']} too",
    "remote": lambda v, _: f"in {v['place']}, remote",
    "travels": lambda v, _: f"in {v['place']}, travels",
    "sector": lambda v, _: f"same sector: {_listed(v['sectors'])}",
    "cross": lambda v, _: f"another world: {_listed(v['theirs'])}",
    "newcomer": lambda _v, _l: "new here",
    "first": lambda _v, _l: "first introduction",
}
