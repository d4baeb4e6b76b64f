"""The gap between languages: none where only the roles are harder, and one where a language really is served worse."""

from benchmarks.matching_gaps import gap
from benchmarks.matching_sets import Asked
from matching.model import Request

ASKED = [
    Asked(Request(f"{role}{language}{at}", ""), language, "task", role, {})
    for role in "abcdefgh"
    for language in ("el", "en", "es")
    for at in range(2)
    if (role, language, at) != ("a", "el", 1)
]


def test_harder_roles_are_no_gap() -> None:
    found = gap(ASKED, {one.request.id: 0.1 if one.role == "a" else 0.9 for one in ASKED})
    assert found.seen < 1e-9
    assert found.likely == 1.0


def test_a_language_that_is_served_worse_is_seen() -> None:
    found = gap(ASKED, {one.request.id: 0.4 if one.language == "el" else 0.9 for one in ASKED})
    assert abs(found.seen - 0.5) < 0.02
    assert found.likely < 0.01
    assert found.usual < found.seen
