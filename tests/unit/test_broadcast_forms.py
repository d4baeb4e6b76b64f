"""What a manager presses: every button packs small and unpacks to itself."""

import pytest

from bot.ui import PRESS_BYTES, Press
from handlers import broadcast_forms as forms

LARGE = 2**31 - 1


@pytest.mark.parametrize(
    "press",
    [
        *(forms.OnBroadcast(LARGE, act) for act in forms.Act),
        *(forms.Leave(LARGE, act) for act in forms.Leaving),
        forms.SendTo(LARGE, LARGE),
        forms.Audience(LARGE, LARGE),
        forms.Translate(LARGE, "es"),
        forms.Tapped(LARGE, 2),
        forms.Wanted(on=False),
    ],
)
def test_a_button_is_small_and_says_what_it_means(press: Press) -> None:
    assert len(press.pack().encode()) <= PRESS_BYTES
    assert type(press).unpack(press.pack()) == press
