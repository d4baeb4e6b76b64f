"""The demo opens on a community that feels inhabited, and a slip in its texts is named before anybody sees it."""

from collections import Counter
from importlib.resources import files

import pytest

from bot.demo.community import CommunityError, Network, Person, load, parse

TEXT = files("bot.demo").joinpath("community.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def network() -> Network:
    return load()


@pytest.fixture(scope="module")
def people(network: Network) -> dict[str, Person]:
    return {person.key: person for person in network.members}


def test_forty_people_in_two_communities(network: Network) -> None:
    assert [(home.name, home.platform, home.language) for home in network.communities] == [
        ("Àgora", "telegram", "es"),
        ("La Lonja", "slack", "en"),
    ]
    assert len(network.members) == len({person.name for person in network.members}) == 40
    assert sum(person.published for person in network.members) == 36
    assert sum(len(person.platforms) == 2 for person in network.members) >= 6


def test_every_language_of_the_catalogue_is_somebodys(network: Network) -> None:
    written = {person.language for person in network.members}
    asked = {person.language for person in network.members if person.key in {need.owner for need in network.needs}}
    assert written == asked == {"en", "es", "ca", "fr", "it", "pt", "el", "hr", "sl"}


def test_each_community_is_looked_after(network: Network) -> None:
    roles = Counter((person.community, person.role) for person in network.members)
    assert all(roles[home.key, "owner"] + roles[home.key, "manager"] for home in network.communities)
    assert sum(person.role == "editor" for person in network.members) == 1
    assert sum(person.role == "mentor" for person in network.members) >= 1


def test_a_profile_says_enough_and_fits_a_card(network: Network) -> None:
    for person in network.members:
        assert 2 <= len(person.offers) <= 4, person.key
        assert person.headline
        assert person.looking_for
        assert person.sectors
        assert max(map(len, (person.headline, person.looking_for, person.availability, *person.offers))) <= 130, (
            person.key
        )


def test_nothing_private_is_on_show(network: Network, people: dict[str, Person]) -> None:
    shown = [project.owner for project in network.projects] + [need.owner for need in network.needs]
    shown += [key for meeting in network.introductions for key in (meeting.asker, meeting.helper)]
    assert all(people[key].published for key in shown)


def test_the_two_heroes_can_find_each_other(network: Network, people: dict[str, Person]) -> None:
    ann, kostas = people["ann"], people["kostas"]
    assert {person.key for person in network.members if person.hero} == {"ann", "kostas"}
    assert (ann.platforms, kostas.platforms) == (("telegram",), ("slack",))
    assert "catalogue" in " ".join(ann.offers).lower()
    assert "en" in set(ann.languages) & set(kostas.languages)
    assert "kostas" not in {need.owner for need in network.needs}, "his request is typed by whoever plays the demo"


def test_work_in_all_its_stages_and_kinds(network: Network) -> None:
    assert len(network.projects) == 20
    assert {project.stage for project in network.projects} == {"idea", "validating", "building", "constituted"}
    assert 28 <= len(network.needs) <= 36
    assert {need.kind for need in network.needs} == {"skill", "partner", "supplier", "mentor", "funding", "space"}
    assert {need.gives for need in network.needs} == {"paid", "swap", "gift", "equity", "learning"}


def test_an_open_need_still_has_its_days_ahead(network: Network) -> None:
    assert all(need.until > 7 for need in network.needs if need.state == "open")


def test_what_came_of_meeting(network: Network, people: dict[str, Person]) -> None:
    assert Counter(meeting.outcome for meeting in network.introductions) == {"met": 4, "scheduled": 2}
    assert {meeting.need for meeting in network.introductions} == {n.key for n in network.needs if n.state != "open"}
    pairs = [(people[meeting.asker], people[meeting.helper]) for meeting in network.introductions]
    assert all(set(asker.languages) & set(helper.languages) for asker, helper in pairs)
    assert sum(asker.community != helper.community for asker, helper in pairs) >= 4


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('key = "lucia"', 'key = "ann"', "stand twice: ann"),
        ('name = "Ann Whitaker"', 'nmae = "Ann Whitaker"', "Person ann has fields nobody reads: nmae"),
        ('name = "Ann Whitaker"', "", "Person ann lacks: name"),
        ("until = 40", 'until = "soon"', "Need oil-label has a wrong value in: until"),
        ("until = 40", "until = true", "Need oil-label has a wrong value in: until"),
        ('stage = "idea"', 'stage = "dream"', "wrong value in: stage"),
        ('community = "lonja"', 'community = "port"', "No such community: port"),
        ('platforms = ["telegram"]', 'platforms = ["slack"]', "Not on their community's platform: ann"),
        ('languages = ["en", "es"]', 'languages = ["es"]', "do not list: ann"),
        ('sectors = ["design"]', 'sectors = ["magic"]', "outside the three lists: magic"),
        ('space = "Àgora Russafa"', 'space = "The moon"', "No community has this space: The moon"),
        ('timezone = "Europe/Lisbon"', 'timezone = "Europe/Porto"', "No such time zone: Europe/Porto"),
        ('owner = "stavros"', 'owner = "nobody"', "No such owner: nobody"),
        ('project = "early-oil"', 'project = "chairs"', "Not a project of the one who asks: oil-label"),
        ('place = "Manises"', 'place = ""', "Neither a place nor remote: kiln-wiring"),
        ('helper = "yannis"', 'helper = "pablo"', "over documentary-mix does not join"),
        ("days_ago = 51", "days_ago = 500", "over documentary-mix comes before its need"),
        ("[[projects]]", "[[porjects]]", "Network Med Workshops has fields nobody reads: porjects"),
        ("[network]", "[network", "This is not TOML"),
    ],
)
def test_a_slip_is_named(right: str, wrong: str, said: str) -> None:
    with pytest.raises(CommunityError, match=said):
        parse(TEXT.replace(right, wrong, 1))
