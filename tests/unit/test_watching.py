"""What a process counts of itself: every happening once, whichever thread tells it."""

from concurrent.futures import ThreadPoolExecutor

from bot.watching import Spread, Total, Watch


def test_each_happening_counts_once_whoever_tells_it() -> None:
    total, spread = Total("t", "", "who"), Spread("s", "", (1.0, 2.0), "who")

    def tell(number: int) -> None:
        for _ in range(500):
            total.add(f"{number % 2}")
            spread.add(1.5, f"{number % 2}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tell, range(8)))
    assert dict(total.rows()) == {("0",): 2000, ("1",): 2000}
    assert {row[0]: row[1] for row in spread.rows()} == {("0",): [0, 2000, 0], ("1",): [0, 2000, 0]}


def test_a_bucket_holds_what_took_as_long_as_its_end_or_less() -> None:
    spread = Spread("s", "", (1.0, 2.0))
    for seconds in (-5.0, 0.5, 1.0, 1.1, 2.0, 2.1, 99.0):
        spread.add(seconds)
    ((labels, counts, total),) = spread.rows()
    assert (labels, counts) == ((), [3, 2, 2])
    assert total == 0.0 + 0.5 + 1.0 + 1.1 + 2.0 + 2.1 + 99.0, "a clock that was set back takes nothing away"


def test_each_family_has_a_name_of_its_own_and_says_what_it_is() -> None:
    watch = Watch()
    families: list[Total | Spread] = [*watch.totals(), *watch.spreads()]
    assert len({family.name for family in families}) == len(families)
    assert all(family.name.startswith("tertulia_") and family.says.endswith(".") for family in families)
