"""Cells of tables that leave: a spreadsheet opens them as text, never as a formula."""

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
BEFORE_A_FORMULA = " \u00a0\u200b\ufeff\"'"
"""What a spreadsheet may skip before it finds a formula."""


def harmless(cell: str) -> str:
    """The cell as a spreadsheet may open it: what looks like a formula is made a text."""
    return f"'{cell}" if cell.lstrip(BEFORE_A_FORMULA).startswith(FORMULA) else cell
