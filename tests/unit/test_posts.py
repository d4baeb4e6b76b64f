"""Who may take a post which step, and what it has become once its channels have begun."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import State as Sent
from domain.posts import State, Step, after, outcome, steps
from domain.roles import Role


def test_a_member_writes_and_hands_in_and_no_more() -> None:
    assert steps(State.DRAFT, Role.MEMBER, own=True) == [Step.SUBMIT, Step.EDIT, Step.WITHDRAW]
    assert steps(State.SUBMITTED, Role.MEMBER, own=True) == [Step.EDIT, Step.WITHDRAW]
    assert steps(State.APPROVED, Role.MEMBER, own=True) == []
    assert steps(State.DRAFT, Role.MEMBER, own=False) == []


def test_an_editor_works_on_everybodys_and_approves_none() -> None:
    assert steps(State.SUBMITTED, Role.EDITOR, own=False) == [Step.EDIT, Step.ASK_BACK, Step.WITHDRAW]
    assert Step.APPROVE not in {step for state in State for step in steps(state, Role.EDITOR, own=True)}


def test_a_manager_decides() -> None:
    assert Step.APPROVE in steps(State.SUBMITTED, Role.MANAGER, own=False)
    assert steps(State.FAILED, Role.MANAGER, own=False) == [Step.EDIT, Step.RETRY, Step.WITHDRAW]


@pytest.mark.parametrize("state", [State.APPROVED, State.SCHEDULED])
def test_new_words_are_approved_anew(state: State) -> None:
    assert after(state, Step.EDIT) is State.SUBMITTED


@given(st.lists(st.sampled_from(Step)))
def test_nothing_is_posted_that_nobody_approved(path: list[Step]) -> None:
    state, approved = State.DRAFT, False
    for step in path:
        following = after(state, step)
        if following is None:
            continue
        approved = following is State.APPROVED or (approved and following is not State.SUBMITTED)
        state = following
        assert approved or state not in {State.SCHEDULED, State.POSTING}


@given(st.sampled_from(Role), st.booleans(), st.sampled_from(State))
def test_whoever_is_no_member_may_do_nothing_and_what_is_withdrawn_stays_so(
    role: Role, own: bool, state: State
) -> None:
    assert steps(state, Role.STRANGER, own=own) == []
    assert steps(State.WITHDRAWN, role, own=own) == []


@pytest.mark.parametrize(
    ("sends", "state"),
    [
        ([Sent.SENT, Sent.SENT], State.POSTED),
        ([Sent.SENT, Sent.PENDING], State.POSTING),
        ([Sent.SENT, Sent.FAILED], State.FAILED),
        ([Sent.FAILED, Sent.UNCERTAIN], State.UNCERTAIN),
        ([Sent.SENT, Sent.CANCELLED], State.POSTED),
        ([Sent.EXPIRED], State.FAILED),
        ([Sent.CANCELLED], State.WITHDRAWN),
    ],
)
def test_the_worst_channel_is_what_an_editor_sees(sends: list[Sent], state: State) -> None:
    assert outcome(sends) is state


def test_other_words_for_what_is_out_take_an_editor_and_a_post_that_is_out() -> None:
    assert after(State.POSTED, Step.REWORD) is State.POSTING
    assert [state for state in State if Step.REWORD in steps(state, Role.OWNER, own=True)] == [State.POSTED]
    assert steps(State.POSTED, Role.EDITOR, own=False) == [Step.REWORD]
    assert steps(State.POSTED, Role.MEMBER, own=True) == []
