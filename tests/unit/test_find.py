"""Searching: typing errors, whole and near answers, and what no input may break."""

from hypothesis import given
from hypothesis import strategies as st

from domain.find import PAGE, Entry, Word, entry, network, pages, search

texts = st.text(alphabet="abcdeé ", max_size=12)


def entries(*lines: str) -> list[Entry]:
    return [entry([(1.0, line.split(), ())]) for line in lines]


def asked(line: str) -> list[Word]:
    return [Word(word) for word in line.split()]


def places(line: str, *lines: str) -> list[int]:
    return [hit.place for hit in search(asked(line), entries(*lines)).hits]


def test_a_slip_of_the_finger_is_forgiven() -> None:
    assert places("desing", "web design", "brick laying") == [0]
    assert places("valensia", "valencia", "bilbao") == [0]


def test_a_word_that_somebody_has_is_no_slip() -> None:
    assert places("painter", "printer", "painter") == [1]


def test_short_words_are_not_guessed_at() -> None:
    assert places("wed", "web", "wood") == []


def test_the_beginning_of_a_word_is_enough() -> None:
    assert places("translat", "translator", "transport") == [0]


def test_whole_answers_push_near_ones_aside() -> None:
    found = search(asked("web valencia"), entries("web valencia", "web", "valencia"))
    assert found.whole
    assert [hit.place for hit in found.hits] == [0]


def test_without_a_whole_answer_half_of_it_will_do() -> None:
    found = search(asked("web valencia"), entries("web", "bricks"))
    assert not found.whole
    assert [hit.place for hit in found.hits] == [0]
    assert search(asked("web valencia baker"), entries("web")).hits == ()


def test_a_trade_in_another_language_counts_less_than_the_word() -> None:
    question = [Word("traductor", frozenset({"translation"}))]
    both = [entry([(1.0, ["translator"], ["translation"])]), entry([(1.0, ["traductor"], ["translation"])])]
    assert [hit.place for hit in search(question, both).hits] == [1, 0]


def test_a_word_counts_where_it_weighs_most() -> None:
    assert entry([(0.5, ["web"], ["design"]), (1.2, ["web"], ["design"])]) == Entry({"web": 1.2}, {"design": 1.2})


@given(texts, st.lists(texts, max_size=6))
def test_every_hit_is_an_entry_and_stands_once(line: str, lines: list[str]) -> None:
    found = search(asked(line), entries(*lines))
    hit = [h.place for h in found.hits]
    assert len(set(hit)) == len(hit)
    assert all(0 <= place < len(lines) for place in hit)
    assert [h.words for h in found.hits] == sorted((h.words for h in found.hits), reverse=True)


@given(st.lists(texts.filter(str.strip), min_size=1, max_size=6), st.data())
def test_whoever_wrote_the_very_words_is_found(lines: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    assert place in places(lines[place], *lines)


def test_a_network_is_shared_by_its_name_alone() -> None:
    everybody = [(1, ""), (2, "cluster"), (3, "cluster"), (4, "")]
    assert network((1, ""), everybody) == [1]
    assert network((2, "cluster"), everybody) == [2, 3]


def test_pages_hold_five() -> None:
    assert [pages(n) for n in (0, 1, PAGE, PAGE + 1)] == [1, 1, 1, 2]
