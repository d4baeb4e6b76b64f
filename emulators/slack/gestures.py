"""What people do with what they see: tap a button, fill a modal, close it; only what is visible can be tapped."""

from typing import Any

from emulators.slack import filled, payloads, view_rules
from emulators.slack.delivery import Ack, Update
from emulators.slack.errors import NotVisible, Refused
from emulators.slack.people import People
from emulators.slack.state import Json, Message, OpenView
from emulators.slack.words import Button, buttons

TROUBLE = "We had some trouble connecting. Try again?"


class Gestures(People):
    """People with a screen under their fingers."""

    async def taps(self, user_id: str, channel: str | None, ts: str, label: str, value: Any = None) -> Ack:
        """Tap what is called so, by its words or its action_id, in the last version of a message."""
        user, team, place = self._where(user_id, channel)
        message = self._seen(user_id, place.id, ts)
        button = _called(buttons(message.blocks), label, value)
        done = payloads.action(self, button, _chosen(button, value))
        payload = payloads.tap_on_message(self, user, team, channel=place, message=message, done=done)
        return await self._act(user_id, Update.interaction(payload))

    async def taps_in_home(self, user_id: str, label: str, value: Any = None) -> Ack:
        opened = self.world.homes.get(user_id)
        if opened is None:
            raise NotVisible("nothing has been published on this Home")
        return await self._tap_in(opened, label, value)

    async def taps_in_modal(self, user_id: str, label: str, value: Any = None) -> Ack:
        """A button within the open modal; what was typed so far travels along."""
        return await self._tap_in(self._open(user_id), label, value)

    async def fills(self, user_id: str, answers: dict[str, Any]) -> dict[str, str] | None:
        """Type the answers and submit; what was refused, by block_id, or None."""
        self.types(user_id, answers)
        return await self.submits(user_id, {})

    def types(self, user_id: str, answers: dict[str, Any]) -> None:
        """Type into the open modal without submitting it; all the answers or none."""
        opened = self._open(user_id)
        found = [(*filled.find(opened.view, name), answer) for name, answer in answers.items()]
        typed = [
            (block["block_id"], element["action_id"], filled.value(element, said)) for block, element, said in found
        ]
        for block_id, action_id, value in typed:
            opened.values.setdefault(block_id, {})[action_id] = value

    async def submits(self, user_id: str, values: dict[str, dict[str, Json]]) -> dict[str, str] | None:
        """Submit the open modal with a state in Slack's shape."""
        opened = self._open(user_id)
        if not opened.view.get("submit"):
            raise NotVisible("the open modal has no submit button")
        for block, actions in values.items():
            opened.values.setdefault(block, {}).update(actions)
        refused = filled.complaints(opened.view, opened.values)
        if refused:
            return refused
        user = self.user(user_id)
        payload = payloads.view_submission(self, user, self.world.teams[user.team], opened)
        ack = await self.deliver(Update.interaction(payload))
        if not ack.ok:
            return {"": TROUBLE}
        return self._answered(opened, ack.body)

    async def closes(self, user_id: str) -> None:
        """Close the modal in front; with `clear_on_close` all of them."""
        opened = self._open(user_id)
        stack = self.view_stack(user_id)
        cleared = bool(opened.view.get("clear_on_close"))
        self.world.modals[user_id] = [] if cleared else stack[:-1]
        self.changed()
        if opened.view.get("notify_on_close"):
            user = self.user(user_id)
            payload = payloads.view_closed(self, user, self.world.teams[user.team], opened, cleared=cleared)
            await self.deliver(Update.interaction(payload))

    async def _tap_in(self, opened: OpenView, label: str, value: Any) -> Ack:
        user = self.user(opened.user)
        button = _called(buttons(opened.view["blocks"]), label, value)
        chosen = _chosen(button, value)
        if chosen:
            opened.values.setdefault(button.block_id, {})[button.action_id] = chosen
        done = payloads.action(self, button, chosen)
        payload = payloads.tap_in_view(self, user, self.world.teams[user.team], opened, done)
        return await self._act(user.id, Update.interaction(payload))

    async def _act(self, user_id: str, update: Update) -> Ack:
        """A tap is never tried again: the person sees a warning beside the button."""
        ack = await self.deliver(update)
        if not ack.ok:
            self.notice(user_id, "This app did not respond. Try again, or contact its developer.")
        return ack

    def _answered(self, opened: OpenView, body: Any) -> dict[str, str] | None:
        """Follow the app's response_action; a broken one leaves the modal open with Slack's notice."""
        try:
            return self._follow(opened, body if isinstance(body, dict) else {})
        except Refused:
            return {"": TROUBLE}

    def _follow(self, opened: OpenView, body: Json) -> dict[str, str] | None:
        action = body.get("response_action")
        if action is not None:
            self.check("view_response", body)
        if action == "errors":
            errors: dict[str, str] = body.get("errors") or {}
            known = {block["block_id"] for block in opened.view["blocks"] if block["type"] == "input"}
            return errors if errors and set(errors) <= known else {"": TROUBLE}
        if action == "update":
            view_rules.replace(self, opened, body.get("view") or {})
        elif action == "push":
            view_rules.push(self, body.get("view") or {}, self.user(opened.user))
        elif action == "clear":
            self.world.modals[opened.user] = []
        else:
            self.world.modals[opened.user] = [view for view in self.view_stack(opened.user) if view is not opened]
        self.changed()
        return None

    def _open(self, user_id: str) -> OpenView:
        stack = self.view_stack(user_id)
        if not stack:
            raise NotVisible("no modal is open")
        return stack[-1]

    def _seen(self, user_id: str, channel: str, ts: str) -> Message:
        for message in self.world.messages.get(channel, []):
            if message.ts == ts and message.only_for in (None, user_id):
                return message
        raise NotVisible(f"no message {ts} in {channel} for {user_id}")


def _called(visible: tuple[Button, ...], label: str, value: Any) -> Button:
    """A button by its words or its action_id; several alike are told apart by their value."""
    alike = [button for button in visible if label in (button.label, button.action_id)]
    if value is not None:
        alike = [button for button in alike if button.element["type"] != "button" or button.value == value]
    if not alike:
        shown = ", ".join(repr(button.label or button.action_id) for button in visible) or "nothing to tap"
        raise NotVisible(f"{label!r} is not there; there is {shown}")
    return alike[0]


def _chosen(button: Button, value: Any) -> Json:
    """What a menu, a picker or a box has in it after the tap."""
    return {} if button.element["type"] == "button" else filled.value(button.element, value)
