"""The life of a post: who may take it which step, from a member's draft to what a channel made of it.

A post is one text with a variant a channel. Its state is the editors' decision; what became of it on each channel
stands with that channel's delivery, and the post's own last state follows from those.
"""

from collections.abc import Iterable
from enum import StrEnum

from domain.delivery import State as Sent
from domain.roles import Role

LIMIT = 20_000
"""Characters of a text; what is longer is an article, and belongs behind a link."""


class State(StrEnum):
    """Where a post stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    POSTING = "posting"
    POSTED = "posted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """Its words may still be changed."""
        return self in {State.DRAFT, State.SUBMITTED, State.APPROVED, State.SCHEDULED, State.FAILED}

    @property
    def decided(self) -> bool:
        """Approved words: another change sends it back to the editors."""
        return self in {State.APPROVED, State.SCHEDULED}


class Step(StrEnum):
    """What a person, or the clock, does with a post."""

    SUBMIT = "submit"
    EDIT = "edit"
    ASK_BACK = "ask_back"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    POST = "post"
    RETRY = "retry"
    REWORD = "reword"
    WITHDRAW = "withdraw"


_AFTER: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.EDIT): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Step.EDIT): State.SUBMITTED,
    (State.SUBMITTED, Step.ASK_BACK): State.DRAFT,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.APPROVED, Step.EDIT): State.SUBMITTED,
    (State.APPROVED, Step.ASK_BACK): State.DRAFT,
    (State.APPROVED, Step.SCHEDULE): State.SCHEDULED,
    (State.APPROVED, Step.POST): State.POSTING,
    (State.SCHEDULED, Step.EDIT): State.SUBMITTED,
    (State.SCHEDULED, Step.SCHEDULE): State.SCHEDULED,
    (State.SCHEDULED, Step.UNSCHEDULE): State.APPROVED,
    (State.SCHEDULED, Step.POST): State.POSTING,
    (State.FAILED, Step.EDIT): State.SUBMITTED,
    (State.FAILED, Step.RETRY): State.POSTING,
    (State.POSTED, Step.REWORD): State.POSTING,
    (State.UNCERTAIN, Step.RETRY): State.POSTING,
    **{(state, Step.WITHDRAW): State.WITHDRAWN for state in State if state is not State.WITHDRAWN},
}
_AUTHORS = {Step.EDIT, Step.SUBMIT, Step.WITHDRAW}
"""What whoever wrote it may do with it, as long as nobody has approved it."""
_EDITORS = {Step.EDIT, Step.SUBMIT, Step.ASK_BACK, Step.UNSCHEDULE, Step.REWORD, Step.WITHDRAW}
"""What an editor may do with anybody's post; the rest takes a manager. Other words for what is out leave by
a manager's yes, too (`handlers.post_rewording`)."""


def after(state: State, step: Step) -> State | None:
    """The state that follows, or None where this step cannot be taken now."""
    return _AFTER.get((state, step))


def steps(state: State, role: Role, *, own: bool) -> list[Step]:
    """What this person may do with a post in this state.

    Args:
        state: of the post.
        role: theirs in its community.
        own: whether they wrote it.
    """
    return [step for step in Step if after(state, step) and _may(step, state, role, own=own)]


def _may(step: Step, state: State, role: Role, *, own: bool) -> bool:
    if role >= Role.MANAGER:
        return True
    if role >= Role.EDITOR and step in _EDITORS:
        return state.open or step is Step.REWORD
    return own and role >= Role.MEMBER and step in _AUTHORS and state in {State.DRAFT, State.SUBMITTED}


def outcome(sends: Iterable[Sent]) -> State:
    """What a post has become once its channels have begun: the worst of them is what an editor must see.

    Args:
        sends: the state of each send of each channel; those that were cancelled do not count.
    """
    found = {state for state in sends if state is not Sent.CANCELLED}
    if found & {Sent.PENDING, Sent.SENDING}:
        return State.POSTING
    if Sent.UNCERTAIN in found:
        return State.UNCERTAIN
    if found & {Sent.FAILED, Sent.EXPIRED, Sent.SKIPPED}:
        return State.FAILED
    return State.POSTED if found else State.WITHDRAWN
