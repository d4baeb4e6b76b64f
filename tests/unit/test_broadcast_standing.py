"""What travels with a form as a broadcast's number is as hostile as any input."""

import pytest

from handlers.broadcast_standing import number


@pytest.mark.parametrize(
    ("written", "read"), [("7", 7), ("", 0), ("-1", 0), ("7; drop", 0), ("٣", 0), ("9" * 40, 0), ("1.0", 0)]
)
def test_anything_but_an_id_is_nobodys(written: str, read: int) -> None:
    assert number(written) == read
