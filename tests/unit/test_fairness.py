"""Shares of groups, and an alarm where one falls behind."""

from hypothesis import given
from hypothesis import strategies as st

from domain.fairness import SMALLEST_GROUP, Case, alarms, shares

CASES = st.lists(
    st.builds(
        Case,
        st.sampled_from(["needs", "people"]),
        st.lists(st.sampled_from(["language el", "newcomer"]), unique=True).map(tuple),
        st.booleans(),
    )
)


def test_a_group_that_falls_behind_is_told_about() -> None:
    served = [Case("needs", ("language es",), True)] * 10
    left = [Case("needs", ("language el",), at < 2) for at in range(10)]
    found = shares([*served, *left])
    assert found == {"needs": 0.6, "needs language el": 0.2, "needs language es": 1.0}
    assert alarms(found) == ("needs language el",)


def test_a_handful_is_no_group() -> None:
    assert shares([Case("people", ("newcomer",), False)] * (SMALLEST_GROUP - 1)) == {"people": 0.0}


@given(CASES)
def test_shares_are_parts_and_nobody_alarms_where_all_are_alike(cases: list[Case]) -> None:
    found = shares(cases)
    assert all(0 <= share <= 1 for share in found.values())
    assert not alarms(dict.fromkeys(found, 0.5))
