"""How fast one may speak: nobody who types or taps by hand meets the limit, and a flood is told so once a minute."""

import tracemalloc
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.floods import A_SECOND, BURST, NOTICE_EVERY, PEOPLE, VERDICTS, Gate, Person, Verdict

ANN, KIM = ("telegram", "", "1"), ("slack", "T1", "U1")


class Time:
    """Seconds that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def said(gate: Gate, person: Person, times: int, begin: int = 0) -> Counter[Verdict]:
    return Counter(gate.judged(person, f"k{begin + n}") for n in range(times))


def test_a_burst_is_taken_and_what_follows_is_told_once() -> None:
    gate = Gate(Time())
    assert said(gate, ANN, BURST + 500) == {Verdict.TAKEN: BURST, Verdict.NOTICED: 1, Verdict.DROPPED: 499}


def test_one_persons_flood_is_nobody_elses() -> None:
    gate = Gate(Time())
    said(gate, ANN, 1000)
    assert said(gate, KIM, BURST, 5000) == {Verdict.TAKEN: BURST}


def test_the_same_id_on_another_platform_is_somebody_else() -> None:
    gate = Gate(Time())
    said(gate, ANN, 1000)
    assert gate.judged(("slack", "T1", "1"), "k1") is Verdict.TAKEN


def test_whoever_taps_five_times_a_second_meets_no_limit_for_ten_seconds() -> None:
    time = Time()
    gate = Gate(time)
    for number in range(50):
        assert gate.judged(ANN, f"k{number}") is Verdict.TAKEN
        time.now += 0.2


def test_whoever_types_a_message_a_second_all_day_meets_none() -> None:
    time = Time()
    gate = Gate(time)
    for number in range(86_400):
        assert gate.judged(ANN, f"k{number}") is Verdict.TAKEN
        time.now += 1.0


def test_a_flood_of_an_hour_is_told_once_a_minute_and_leaves_its_fair_share() -> None:
    time = Time()
    gate = Gate(time)
    seen: Counter[Verdict] = Counter()
    for number in range(36_000):
        seen[gate.judged(ANN, f"k{number}")] += 1
        time.now += 0.1
    assert seen[Verdict.NOTICED] <= 3600 / NOTICE_EVERY + 1
    assert seen[Verdict.TAKEN] <= BURST + 3600 * A_SECOND + 1


def test_a_repeated_delivery_is_not_counted_again() -> None:
    gate = Gate(Time())
    assert [gate.judged(ANN, "k") for _ in range(BURST * 3)] == [Verdict.TAKEN] * BURST * 3
    assert said(gate, ANN, BURST - 1) == {Verdict.TAKEN: BURST - 1}


def test_what_was_dropped_stays_dropped_when_it_comes_again_later() -> None:
    time = Time()
    gate = Gate(time)
    said(gate, ANN, BURST)
    assert gate.judged(ANN, "late") is Verdict.NOTICED
    time.now += 300
    assert gate.judged(ANN, "late") is Verdict.DROPPED
    assert gate.judged(ANN, "new") is Verdict.TAKEN


def test_a_notice_that_was_not_stored_is_given_with_the_next_value() -> None:
    gate = Gate(Time())
    said(gate, ANN, BURST)
    assert gate.judged(ANN, "a") is Verdict.NOTICED
    gate.untold(ANN)
    assert gate.judged(ANN, "b") is Verdict.NOTICED
    gate.untold(KIM)


def test_a_hundred_thousand_strangers_take_bounded_memory() -> None:
    gate = Gate(Time())
    tracemalloc.start()
    for number in range(100_000):
        gate.judged(("telegram", "", str(number)), f"m{number}/1")
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(gate._buckets), len(gate._verdicts)) == (PEOPLE, VERDICTS)
    assert used < 16_000_000


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 3)), max_size=300))
def test_in_no_window_is_more_taken_than_the_bucket_holds(moves: list[tuple[float, int]]) -> None:
    time = Time()
    gate = Gate(time)
    taken: list[float] = []
    for number, (pause, times) in enumerate(moves):
        time.now += pause
        taken += [time.now for n in range(times * 20) if gate.judged(ANN, f"{number}/{n}") is Verdict.TAKEN]
    for at, begin in enumerate(taken):
        for count, end in enumerate(taken[at:], 1):
            assert count <= BURST + (end - begin) * A_SECOND + 1
