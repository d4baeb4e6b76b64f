"""Who hears of a post: the editor whose week it is, the managers, its author, and whoever is named in it."""

from functools import partial

from bot.context import Build, Desk
from bot.i18n import Translator
from bot.ui import Button, Message, row
from domain import times
from domain.post_people import named, turn
from domain.posts import State
from domain.roles import Role
from handlers import post_cards as cards
from handlers.post_forms import Act, Agree, name_of, on
from handlers.post_look import Look, look
from handlers.post_words import head
from storage import people, post_channels, post_consents
from storage.post_consents import Answer, Named
from storage.posts import Post


def managers(desk: Desk, community_id: int) -> list[int]:
    """Who decides."""
    return [person.id for person in people.members(desk.db, community_id, role=Role.MANAGER)]


def whose_week(desk: Desk, community_id: int) -> list[int]:
    """Who edits this week: the one whose turn it is, else all editors, else the managers."""
    community = people.get_community(desk.db, community_id)
    setting = post_channels.setting(desk.db, community_id)
    zone = community.zone if community else "UTC"
    mine = turn(post_channels.editors(desk.db, community_id), setting.rota_since, desk.now, zone)
    if mine is not None:
        return [mine]
    deciding = managers(desk, community_id)
    editing = [person.id for person in people.members(desk.db, community_id, role=Role.EDITOR)]
    return [person for person in editing if person not in deciding] or deciding


def role_of(desk: Desk, community_id: int, member_id: int) -> Role:
    """What somebody is in a community at this moment."""
    for found in people.memberships(desk.db, member_id):
        if found.community_id == community_id and found.state == "in":
            return Role(found.role)
    return Role.STRANGER


def tell(desk: Desk, member_id: int, build: Build, *, once: str | None = None, card: str = "") -> bool:
    """Say something to a member, after their quiet hours; False where it was said before."""
    someone = people.get(desk.db, member_id)
    if someone is None:
        return False
    due = times.after_quiet(desk.now, someone.zone, someone.quiet_from, someone.quiet_until)
    return desk.send(member_id, build, once=once, card=card, due=due)


def hand(desk: Desk, one: Post, people_: list[int], *, but: int = 0) -> None:
    """Put the card before these people: once for each time that it came to them."""
    seen = look(desk.db, one, desk.now)
    for member_id in dict.fromkeys(people_):
        if member_id == but:
            continue
        role = role_of(desk, one.community_id, member_id)
        build = partial(cards.shown, seen, role, member_id, replace=False)
        since = int((one.submitted or one.created).timestamp())
        once = f"post:{one.id}:{one.state}:{since}:{member_id}"
        tell(desk, member_id, build, once=once, card=name_of(one.id))


def retell(desk: Desk, one: Post, *, but: int = 0) -> None:
    """Bring the card up to date wherever somebody has it."""
    editing = [person.id for person in people.members(desk.db, one.community_id, role=Role.EDITOR)]
    readers = [person for person in dict.fromkeys([one.author_id, *editing]) if person and person != but]
    if not readers:  # looking at it whole is the dear part
        return
    seen = look(desk.db, one, desk.now)
    for member_id in readers:
        role = role_of(desk, one.community_id, member_id)
        desk.edit(member_id, name_of(one.id), partial(cards.shown, seen, role, member_id))


def notice(desk: Desk, one: Post) -> None:
    """Look who is named in its words; its author agrees by writing them."""
    everyone = people.members(desk.db, one.community_id)
    known = {person.member_id for person in post_consents.named(desk.db, one.id)}
    for member_id in named(one.text, [(person.id, person.name) for person in everyone]):
        if member_id not in known:
            post_consents.note(desk.db, one.id, member_id, Answer.NAMED, desk.now)


def ask(desk: Desk, one: Post) -> list[Named]:
    """Ask everybody who is named and has not been asked about exactly these words; gives them."""
    seen = look(desk.db, one, desk.now)
    asked = []
    for person in seen.named:
        if person.fingerprint == seen.print and person.answer != Answer.NAMED:
            continue
        post_consents.note(desk.db, one.id, person.member_id, Answer.ASKED, desk.now, seen.print)
        once = f"post:{one.id}:agree:{person.member_id}:{one.revision}"
        tell(desk, person.member_id, partial(asking, one, seen.words), once=once, card=f"agree:{one.id}")
        asked.append(person)
    return asked


def asking(one: Post, words: str, t: Translator) -> Message:
    """Somebody who is named is asked about these words."""
    text = t(
        "*You are named in a post. May the public read this?*\n“{text}”\nI ask because nobody is named without their "
        "yes. You can take a yes back at any time.",
        text=words,
    )  # fmt: skip
    rows = row(
        Button(t("Yes, post it"), Agree(one.id, one.revision, yes=True), style="primary"),
        Button(t("No"), Agree(one.id, one.revision, yes=False)),
    )
    return Message(text, rows)


def tell_author(desk: Desk, one: Post, *, but: int = 0) -> None:
    """The author hears that it was approved, or planned; whoever did it themselves does not."""
    if not one.author_id or one.author_id == but:
        return
    seen = look(desk.db, one, desk.now)
    role = role_of(desk, one.community_id, one.author_id)
    build = partial(cards.shown, seen, role, one.author_id, replace=False)
    tell(
        desk,
        one.author_id,
        build,
        once=f"post:{one.id}:{one.revision}:{one.state}:{one.due}:author",
        card=name_of(one.id),
    )


def pulled_back(one: Post, name: str, t: Translator) -> Message:
    """Somebody took their yes back."""
    said = t("*{name} took back their yes: “{head}” is withdrawn.*", name=name, head=head(one))
    rest = t("Nothing more of it goes out; what was public is deleted where the channel can do that.")
    return Message(f"{said}\n{rest}", row(on(t("Use the words again"), one.id, Act.COPY)))


def said_no(seen: Look, name: str, t: Translator) -> Message:
    """Somebody who is named does not agree."""
    text = t(
        "*{name} does not agree to “{head}”.*\nIt cannot be approved like this: write it without the name, and I ask "
        "again where somebody is named.",
        name=name, head=head(seen.post),
    )  # fmt: skip
    return Message(text, cards.look_button(seen.post, t))


def deciding(desk: Desk, one: Post) -> list[int]:
    """Who has it on their desk in this state."""
    return whose_week(desk, one.community_id) if one.state == State.SUBMITTED else managers(desk, one.community_id)
