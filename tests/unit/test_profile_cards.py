"""The fields of a profile: each one has a label, a question and a button that comes back."""

from domain.profile import Detail
from handlers.profile import DetailForm, ProfileForm
from handlers.profile_cards import LABELS, Edit, Look, View


def test_each_field_has_a_label_and_a_question() -> None:
    assert set(LABELS) == set(Detail)
    assert {detail.value for detail in Detail} == set(DetailForm.asks())


def test_the_first_minute_has_six_steps_and_each_can_be_skipped() -> None:
    assert len(ProfileForm.asks()) == 6
    assert all(asked.optional for asked in DetailForm.asks().values())


def test_each_button_of_the_card_comes_back() -> None:
    assert all(Edit.unpack(Edit(detail).pack()) == Edit(detail) for detail in Detail)
    assert all(Look.unpack(Look(view).pack()) == Look(view) for view in View)
    assert Look.unpack("pf:nonsense") is None
