"""The lexicon's files: whoever adds words hears at once what cannot be used."""

import tomllib
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from matching.languages import LANGUAGES
from matching.lexicon_reading import SHIPPED, LexiconError, read, shipped

TABLES = {path.name: tomllib.loads(path.read_text("utf-8")) for path in sorted(SHIPPED.glob("*.toml"))}
TRADES = {key: table for tables in TABLES.values() for key, table in tables.get("trade", {}).items()}


def test_each_trade_has_words_and_phrases_in_each_language() -> None:
    missing = [
        f"{key} {language}"
        for key, table in TRADES.items()
        for language in LANGUAGES
        if len(table.get(language, ())) < 2 or len(table.get("says", {}).get(language, ())) < 3
    ]
    assert missing == []
    assert len(TRADES) >= 400


def test_what_is_near_exists() -> None:
    assert [(key, near) for key, table in TRADES.items() for near in table.get("near", ()) if near not in TRADES] == []


def test_trades_that_share_a_word_are_related() -> None:
    lexicon = shipped()
    sharing: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for term in lexicon.terms:
        if not lexicon.concepts[term.concept].context:
            sharing[term.words].add(term.concept)
    alone = [
        (words, one, other)
        for words, concepts in sharing.items()
        for one, other in combinations(sorted(concepts), 2)
        if other not in lexicon.related(one)
    ]
    assert alone == [], "put one into the other's `near`, or use a word that is only its own"


def test_no_key_stands_twice(tmp_path: Path) -> None:
    words = "\n".join(f'{language} = ["a name"]' for language in LANGUAGES)
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(f"[trade.twice]\n{words}\n", "utf-8")
    with pytest.raises(LexiconError, match="'twice' stands twice"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("table", "said"),
    [('en = ["a name"]', "no words in 'es'"), ("near = 3", "'odd'")],
)
def test_an_entry_that_cannot_be_used_is_named(tmp_path: Path, table: str, said: str) -> None:
    words = "\n".join(f'{language} = ["a name"]' for language in LANGUAGES if f"{language} =" not in table)
    full = table if "es" in said else f"{table}\n{words}"
    (tmp_path / "one.toml").write_text(f"[trade.odd]\n{full}\n", "utf-8")
    with pytest.raises(LexiconError, match=said):
        read(tmp_path)
