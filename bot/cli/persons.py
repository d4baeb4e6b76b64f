"""Which person an operator means: by id, or by the exact name."""

from sqlalchemy import Connection

from bot.cli.errors import NotDone
from storage import imports


def meant(db: Connection, text: str) -> tuple[int, str]:
    """(id, name) of the one person of that id or name.

    Raises:
        NotDone: there is nobody, or several; the sentence lists them.
    """
    wanted, everybody = text.strip(), imports.everybody(db)
    by_id = [found for found in everybody if str(found[0]) == wanted]
    by_name = [found for found in everybody if found[1].casefold() == wanted.casefold()]
    found = by_id or by_name
    if not found:
        raise NotDone(f"There is nobody of the id or the exact name {wanted!r}.")
    if len(found) > 1:
        several = ", ".join(str(number) for number, _ in found)
        raise NotDone(f"{len(found)} people are called {wanted!r}: say which by the id, one of {several}.")
    return found[0]
