"""Cells that a spreadsheet opens as text."""

import pytest

from domain.cells import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "'=1", '"=1', "\u200b=1"])
def test_what_could_be_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_name_stays_a_name() -> None:
    assert harmless("Ann-Marie") == "Ann-Marie"
