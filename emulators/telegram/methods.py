"""Every method of the Bot API that this Telegram knows, by name."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from emulators.telegram import account, editing, files, sending
from emulators.telegram.params import Params
from emulators.telegram.world import World

Method = Callable[[World, Params], Any]

GET_UPDATES = "getUpdates"
"""The one method that waits; the HTTP side answers it."""

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        # the bot itself
        "getMe": account.get_me,
        "setWebhook": account.set_webhook,
        "deleteWebhook": account.delete_webhook,
        "getWebhookInfo": account.get_webhook_info,
        "setMyCommands": account.set_my_commands,
        "getMyCommands": account.get_my_commands,
        "deleteMyCommands": account.delete_my_commands,
        "setMyName": partial(account.set_profile, field="name"),
        "getMyName": partial(account.get_profile, field="name"),
        "setMyDescription": partial(account.set_profile, field="description"),
        "getMyDescription": partial(account.get_profile, field="description"),
        "setMyShortDescription": partial(account.set_profile, field="short_description"),
        "getMyShortDescription": partial(account.get_profile, field="short_description"),
        # messages
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendDocument": sending.send_document,
        "sendChatAction": sending.send_chat_action,
        "editMessageText": editing.edit_message_text,
        "editMessageMedia": editing.edit_message_media,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "answerCallbackQuery": editing.answer_callback_query,
        "getFile": files.get_file,
        # chats
        "getChat": account.get_chat,
        "getChatMember": account.get_chat_member,
        "getChatAdministrators": account.get_chat_administrators,
        "getChatMemberCount": account.get_chat_member_count,
        "leaveChat": account.leave_chat,
    },
)

_BY_LOWER_CASE: Mapping[str, str] = MappingProxyType(
    {name.lower(): name for name in (*METHODS, GET_UPDATES)},
)


def proper_name(written: str) -> str | None:
    """The method's documented spelling; the platform takes any case."""
    return _BY_LOWER_CASE.get(written.lower())
