"""Broadcasts, for managers: drafts and their list, preview and test, words, translations, buttons and a picture."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

from bot import pictures
from bot.context import Ctx
from bot.i18n import LANGUAGES
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Button, Message
from domain import broadcasts as rules
from domain.broadcasts import State
from domain.delivery import Purpose
from domain.errors import Refused
from domain.roles import Role
from handlers import broadcast_cards as cards
from handlers import broadcast_letters as letters
from handlers.broadcast_audience import platforms
from handlers.broadcast_forms import (
    Act,
    ButtonsForm,
    OnBroadcast,
    PictureForm,
    Translate,
    TranslationForm,
    WordsForm,
    name_of,
    on,
)
from handlers.broadcast_standing import draft, mine, number, once_more, shown, whom
from storage import broadcast_ledger as ledgers
from storage import broadcasts, people
from storage import segments as saved
from storage.broadcasts import Broadcast

router = Router()
LISTED = 8
NONE = "-"
PICTURED = "broadcasts.picture"
"""Work of `scheduler/broadcast_pictures.py`."""
SENT_TOO = frozenset({Act.SHOW, Act.CHANGE, Act.COPY, Act.LANGUAGES})
"""What can be done with what was sent already."""
PICTURE = re.compile(r"https://[^\s()<>\"\\]{4,490}")


@router.command("broadcast", role=Role.MANAGER)
def broadcast(ctx: Ctx, what: Commanded) -> Reply:
    """Write to everybody, or to some: `broadcast` and your text; bare, what was written so far."""
    written = what.text.strip()
    if not written:
        return cards.listed(broadcasts.page(ctx.db, ctx.community.id, LISTED), ctx.t)
    return Open(WordsForm()) if written.lower() == "new" else _new(ctx, written)


def _new(ctx: Ctx, written: str) -> Message:
    text = rules.text(written)
    new = broadcasts.add(
        ctx.db, ctx.now, community_id=ctx.community.id, author_id=ctx.me, text=text, language=ctx.member.language,
        zone=ctx.member.zone,
    )  # fmt: skip
    return shown(ctx, mine(ctx, new), replace_card=False)


@router.press(OnBroadcast, role=Role.MANAGER)
def on_broadcast(ctx: Ctx, tap: OnBroadcast) -> Reply:
    """Look at a broadcast, or go on with a draft."""
    acts: dict[Act, Callable[[Ctx, Broadcast], Reply]] = {
        Act.SHOW: shown, Act.CHANGE: _changing, Act.COPY: _copied, Act.LANGUAGES: _languages, Act.PREVIEW: _preview,
        Act.TEST: _tested, Act.DROP: _dropped, Act.MORE: _more, Act.BUTTONS: _buttons, Act.PICTURE: _picture,
        Act.ADDRESS: _address, Act.NO_PICTURE: _no_picture,
    }  # fmt: skip
    one = mine(ctx, tap.broadcast) if tap.act in SENT_TOO else draft(ctx, tap.broadcast)
    return acts[tap.act](ctx, one)


def _changing(ctx: Ctx, one: Broadcast) -> Reply:
    del ctx
    return Open(WordsForm(text=one.text, broadcast=str(one.id)))


def _copied(ctx: Ctx, one: Broadcast) -> Reply:
    copy = broadcasts.again(ctx.db, one, ctx.now, author_id=ctx.me)
    return shown(ctx, mine(ctx, copy), replace_card=False)


def _dropped(ctx: Ctx, one: Broadcast) -> Reply:
    broadcasts.change(ctx.db, one.id, state=str(State.DROPPED))
    return Message(ctx.t("*Dropped.* Nothing was sent."), replace=True)


def _more(ctx: Ctx, one: Broadcast) -> Reply:
    return cards.more(one, ctx.t)


def _buttons(ctx: Ctx, one: Broadcast) -> Reply:
    del ctx
    known = "\n".join(f"{link.label} {link.address}".strip() for link in one.links)
    return Open(ButtonsForm(broadcast=str(one.id), buttons=known))


def _picture(ctx: Ctx, one: Broadcast) -> Reply:
    """Sent here, which every platform shows, or by an address that each platform looks up itself."""
    t = ctx.t
    none = (on(t("No picture"), one, Act.NO_PICTURE),) if one.picture else ()
    rows = ((on(t("By its address"), one, Act.ADDRESS), *none, on(t("Back"), one, Act.SHOW)),)
    return pictures.asked(ctx, PICTURED, str(one.id), rows)


def _no_picture(ctx: Ctx, one: Broadcast) -> Reply:
    broadcasts.change(ctx.db, one.id, picture="")
    return shown(ctx, mine(ctx, one.id))


def _address(ctx: Ctx, one: Broadcast) -> Reply:
    del ctx
    body = json.loads(one.picture or "{}")
    return Open(PictureForm(body.get("address", ""), body.get("alt", ""), str(one.id)))


def _letter(ctx: Ctx, one: Broadcast, language: str = "") -> Message:
    t = ctx.setting.catalogues[language] if language else ctx.t
    text = broadcasts.translations(ctx.db, one.id).get(t.language, one.text)
    return letters.letter(one, text, ctx.community.name, t)


def _preview(ctx: Ctx, one: Broadcast) -> Reply:
    """As I see it here, in each language; on my other platforms it arrives as it looks there."""
    languages = [one.language, *broadcasts.translations(ctx.db, one.id)]
    here = tuple(_letter(ctx, one, code) for code in languages)
    others = [found.platform for found in people.accounts(ctx.db, ctx.me) if found.state == "active"]
    for platform in sorted({*others} - {ctx.who.platform}):
        _try(ctx, one, platform)
    notes = platforms(one, saved.platforms(ctx.db, one.community_id, [p.id for p in whom(ctx, one).people]), ctx.t)
    return (*here, replace(notes, card=""), shown(ctx, one, replace_card=False))


def _try(ctx: Ctx, one: Broadcast, platform: str) -> None:
    shape = _letter(ctx, one)
    ctx.send(ctx.me, lambda _: shape, Purpose.ANSWER, platform=platform)


def _tested(ctx: Ctx, one: Broadcast) -> Reply:
    """To me alone, on every platform where I am, through the same way as the real one."""
    mine_on = sorted({found.platform for found in people.accounts(ctx.db, ctx.me) if found.state == "active"})
    for platform in mine_on:
        _try(ctx, one, platform)
    said = ctx.t("*The test is on its way to you.* Nobody else gets it.")
    return Message(said, ((Button(ctx.t("Back to the draft"), OnBroadcast(one.id, Act.SHOW)),),))


def _languages(ctx: Ctx, one: Broadcast) -> Message:
    """The languages that its readers chose and that are still missing come first."""
    t, have = ctx.t, broadcasts.translations(ctx.db, one.id)
    counted = saved.languages(ctx.db, one.community_id, [p.id for p in whom(ctx, one).people])
    codes = sorted({*counted, *have} - {one.language}, key=lambda code: (-counted.get(code, 0), code))
    lines = [t("*Written in {language}.* Whoever reads another language gets it in that one where you write it.",
               language=LANGUAGES[one.language])]  # fmt: skip
    for code in codes:
        state = t("written") if code in have else t("not written")
        readers = t.n("{n} reader", "{n} readers", counted.get(code, 0))
        lines.append(t("{language}: {readers} · {state}", language=LANGUAGES[code], readers=readers, state=state))
    others = [code for code in LANGUAGES if code not in {*codes, one.language}]
    buttons = [Button(LANGUAGES[code], Translate(one.id, code)) for code in (*codes, *others)]
    rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    back = (Button(t("Back"), OnBroadcast(one.id, Act.SHOW)),)
    return Message("\n".join(lines), (*rows, back), replace=True, card=name_of(one.id))


@router.press(Translate, role=Role.MANAGER)
def translate(ctx: Ctx, tap: Translate) -> Reply:
    """Write a broadcast's words in another language."""
    one = mine(ctx, tap.broadcast)
    if tap.language not in LANGUAGES or tap.language == one.language:
        return _languages(ctx, one)
    known = broadcasts.translations(ctx.db, one.id).get(tap.language, "")
    return Open(TranslationForm(known, str(one.id), tap.language))


@router.form(TranslationForm, role=Role.MANAGER)
def translated(ctx: Ctx, form: TranslationForm) -> Reply:
    """Keep the words in that language."""
    one = mine(ctx, number(form.broadcast), lock=True)
    if form.language not in LANGUAGES or form.language == one.language:
        raise Refused("I do not speak that language yet.", "broadcast")
    words = "" if form.text.strip() in {NONE, ""} else rules.text(form.text)
    broadcasts.translate(ctx.db, one.id, form.language, words)
    if not State(one.state).open:
        _corrected(ctx, one)
    return shown(ctx, one, replace_card=False)


@router.form(WordsForm, role=Role.MANAGER)
def worded(ctx: Ctx, form: WordsForm) -> Reply:
    """Keep the words: a new draft, a draft changed, or the correction of what was sent."""
    if not form.broadcast:
        return _new(ctx, form.text)
    one, text = mine(ctx, number(form.broadcast), lock=True), rules.text(form.text)
    if not State(one.state).open:
        _corrected(ctx, replace(one, text=text))
    broadcasts.change(ctx.db, one.id, text=text)
    return shown(ctx, mine(ctx, one.id), replace_card=False)


def _corrected(ctx: Ctx, one: Broadcast) -> None:
    """What waits leaves with the new words; what was read is changed where its platform can."""
    if one.taken_back:
        raise Refused("It was taken back: nobody can read it any more.", "broadcast")
    if one.state == State.SENDING and (one.cursor < one.audience or ledgers.leaving(ctx.db, one.id)):
        raise Refused("Some of it is leaving at this moment. Stop it first, or wait until it is out.", "broadcast")
    have = broadcasts.translations(ctx.db, one.id)
    broadcasts.keep_letters(ctx.db, one.id, letters.letters(one, have, ctx.community.name, ctx.setting.catalogues))
    broadcasts.change(ctx.db, one.id, edition=one.edition + 1)
    ctx.later("broadcasts.alter", str(one.id))


@router.form(ButtonsForm, role=Role.MANAGER)
def with_buttons(ctx: Ctx, form: ButtonsForm) -> Reply:
    """Keep the buttons."""
    one = draft(ctx, number(form.broadcast))
    try:
        links = () if form.buttons.strip() == NONE else rules.buttons(form.buttons)
    except Refused as refusal:
        return once_more(ctx, refusal, form)
    broadcasts.change(ctx.db, one.id, buttons=json.dumps([(link.label, link.address) for link in links]))
    return shown(ctx, mine(ctx, one.id), replace_card=False)


@router.form(PictureForm, role=Role.MANAGER)
def with_picture(ctx: Ctx, form: PictureForm) -> Reply:
    """Keep the picture's address; the platforms fetch it, I never do."""
    one, address = draft(ctx, number(form.broadcast)), form.address.strip()
    if address != NONE and not PICTURE.fullmatch(address):
        wrong = Refused(
            "I read no address in “{words}”: it begins with https and ends in the picture.", words=address[:80]
        )
        return once_more(ctx, wrong, form)
    body = {"name": "picture", "address": address, "alt": form.alt.strip()}
    broadcasts.change(ctx.db, one.id, picture="" if address == NONE else json.dumps(body, ensure_ascii=False))
    return shown(ctx, mine(ctx, one.id), replace_card=False)
