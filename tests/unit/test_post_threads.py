"""A long text as a thread: nothing lost, nothing cut that belongs together, each post within its channel's limit."""

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from domain.post_rulers import BLUESKY, MASTODON, TELEGRAM, Ruler, X
from domain.post_threads import LONGEST, TooLong, continued, thread
from domain.post_threads import unnumbered as plain

SENTENCE = "Fifty people came to the open evening, and nine of them found somebody to work with. "
RULERS = st.sampled_from([X, MASTODON, BLUESKY, Ruler(40, len)])


def unnumbered(posts: tuple[str, ...]) -> list[str]:
    if len(posts) == 1:
        return list(posts)
    for number, post in enumerate(posts, 1):
        assert post.endswith(f" {number}/{len(posts)}")
    return [re.sub(r" \d+/\d+$", "", post) for post in posts]


def test_what_fits_stays_one_post_without_a_number() -> None:
    assert thread("  Come on Friday!  ", X) == ("Come on Friday!",)
    assert thread(" \n ", X) == ()


def test_it_is_cut_behind_sentences() -> None:
    posts = thread(SENTENCE * 8, X)
    assert len(posts) == 3
    assert all(part.endswith("work with.") for part in unnumbered(posts))


def test_a_paragraph_is_a_better_cut_than_a_sentence() -> None:
    first, second = SENTENCE * 2, SENTENCE * 3
    assert unnumbered(thread(f"{first.strip()}\n\n{second}", X))[0] == first.strip()


def test_addresses_and_tags_stay_whole() -> None:
    address = "https://tertulia.example/" + "x" * 150
    posts = thread(f"{'word ' * 52}{address} #cross_fertilisation and more of it {'word ' * 40}", X)
    assert sum(address in post for post in posts) == 1
    assert sum("#cross_fertilisation" in post for post in posts) == 1


def test_more_than_a_thread_holds_is_refused_however_long_it_is() -> None:
    assert len(thread(SENTENCE * 75, X)) <= LONGEST
    for text in (SENTENCE * 90, "word " * 200_000, "a\u0301" * 500_000):
        with pytest.raises(TooLong):
            thread(text, X)


@given(st.text(max_size=900), RULERS)
def test_any_text_keeps_all_its_characters_within_the_limit(text: str, ruler: Ruler) -> None:
    try:
        posts = thread(text, ruler)
    except TooLong:
        return
    assert all(ruler.fits(post) for post in posts)
    assert re.sub(r"\s", "", "".join(unnumbered(posts))) == re.sub(r"\s", "", text)


@given(
    st.lists(
        st.sampled_from(["👩‍👩‍👧", "🇪🇸🇮🇹", "e\u0301\u0302", "👍🏽", "hola", "γεια.", " ", "\n\n", "κό"]), max_size=400
    )
)
def test_no_character_is_cut(parts: list[str]) -> None:
    text = "".join(parts)
    joined = "".join(unnumbered(thread(text, BLUESKY)))
    visible = [one for one in regex.findall(r"\X", text) if not one.isspace()]
    assert [one for one in regex.findall(r"\X", joined) if not one.isspace()] == visible


def test_telegram_takes_what_others_split() -> None:
    assert len(thread(SENTENCE * 40, TELEGRAM)) == 1


LINES = [f"Person {number} found somebody to make a chair with, and both of them are glad." for number in range(20)]


def test_a_thread_goes_on_behind_what_is_public() -> None:
    old = thread(" ".join(LINES), X)
    edited = " ".join([*LINES[:15], "And that is not all.", *LINES[15:]])
    found = continued(edited, X, old[:2])
    assert found is not None
    assert found[:2] == old[:2]
    assert re.sub(r"\s", "", "".join(map(plain, found))) == re.sub(r"\s", "", edited)
    assert [part.rpartition(" ")[2] for part in found[2:]] == [f"{n}/{len(found)}" for n in range(3, len(found) + 1)]
    assert all(X.fits(part) for part in found)


def test_what_changed_before_the_public_end_stays_as_it_was() -> None:
    old = thread(" ".join(LINES), X)
    found = continued(" ".join(["Somebody", *LINES[1:]]), X, old[:2])
    assert found is not None
    assert found[:2] == old[:2]
    assert plain(found[2]) == plain(old[2])


def test_a_public_end_is_known_again_by_its_second_half() -> None:
    found = continued("Two chairs were sold at the open evening. And one was lent.", X,
                      ["One chair was sold at the open evening."])  # fmt: skip
    assert found == ("One chair was sold at the open evening.", "And one was lent. 2/2")


@pytest.mark.parametrize("out", [["Something else entirely that nobody says."], ["Chairs."], [""]])
def test_words_that_do_not_go_on_from_what_is_public_are_nobodys_to_guess(out: list[str]) -> None:
    assert continued("Nine people met on Friday.", X, out) is None


def test_nothing_follows_where_all_of_it_is_public() -> None:
    assert continued("Nine people met.", X, ["Nine people met. 1/1"]) == ("Nine people met. 1/1",)
    with pytest.raises(TooLong):
        continued(f"Nine people met. {SENTENCE * 90}", X, ["Nine people met. 1/2"])


@given(st.lists(st.sampled_from(LINES), min_size=5, max_size=30), st.integers(1, 3), st.integers(0, 30))
def test_no_public_part_is_said_twice_and_no_word_is_lost(lines: list[str], public: int, cut: int) -> None:
    numbered = [f"{n}. {line}" for n, line in enumerate(lines)]
    text = " ".join(numbered)
    old = thread(text, X)
    if len(old) <= public:
        return
    edited = " ".join([*numbered[:cut], "New here.", *numbered[cut:]])
    found = continued(edited, X, old[:public])
    if found is None:
        return
    assert found[:public] == old[:public]
    said = " ".join(map(plain, found[public:]))
    after = " ".join(map(plain, old[public:]))
    assert said.replace("New here. ", "").replace(" New here.", "") in {after, f"{after} New here."}
