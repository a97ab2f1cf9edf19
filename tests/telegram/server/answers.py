"""Methods that answer callback and inline queries, tell of chats, and set what people see of the bot."""

from collections.abc import Callable
from typing import Any

from tests.telegram.server.errors import refused, wrong
from tests.telegram.server.faults import too_old
from tests.telegram.server.record import Call, Card
from tests.telegram.server.state import State, Webhook
from tests.telegram.server.texts import caption_of, text_of

LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def get_me(state: State, call: Call) -> dict[str, Any]:  # noqa: ARG001
    able = {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": True,
        "supports_guest_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return {**state.bot, **able}


def answer_callback(state: State, call: Call) -> bool:
    answer_query(state, call.params["callback_query_id"])
    call.text = call.params.get("text", "")
    return True


def answer_query(state: State, query_id: str) -> None:
    if query_id not in state.queries:
        raise too_old().error()
    state.queries[query_id] = False


def answer_inline(state: State, call: Call) -> bool:
    answer_query(state, call.params["inline_query_id"])
    call.cards = [card(result) for result in call.params["results"]]
    return True


def answer_guest(state: State, call: Call) -> dict[str, str]:
    answer_query(state, call.params["guest_query_id"])
    call.cards = [card(call.params["result"])]
    return {"inline_message_id": call.params["guest_query_id"]}


def card(result: dict[str, Any]) -> Card:
    content = result.get("input_message_content", {})
    worded = "message_text" in content
    parsed = text_of({**content, "text": content["message_text"]}) if worded else caption_of(result)
    return Card(result.get("title", ""), result.get("description", ""), parsed.text, parsed.entities)


def get_file(state: State, call: Call) -> dict[str, Any]:
    return state.files.download(call.params["file_id"])


def get_chat(state: State, call: Call) -> dict[str, Any]:
    return {**state.chat(call.params["chat_id"]).info, "accent_color_id": 0, "max_reaction_count": 11}


def get_chat_member(state: State, call: Call) -> dict[str, Any]:
    state.chat(call.params["chat_id"])
    user_id = call.params["user_id"]
    person = state.chats.get(user_id)
    if user_id == state.bot["id"]:
        return {"status": "member", "user": state.bot}
    if person is None:
        raise refused("PARTICIPANT_ID_INVALID")
    return {"status": "member", "user": {"id": user_id, "is_bot": False, "first_name": person.info["first_name"]}}


def leave_chat(state: State, call: Call) -> bool:
    state.chat(call.params["chat_id"]).blocked = True
    return True


def set_webhook(state: State, call: Call) -> bool:
    url = call.params["url"]
    if url and not url.startswith(("https://", *LOCAL)):
        raise wrong("bad webhook: An HTTPS URL must be provided for webhook")
    state.queue.allow(call.params.get("allowed_updates"))
    state.webhook = Webhook(url, call.params.get("secret_token", ""), to=state.webhook.to)
    if call.params.get("drop_pending_updates"):
        state.queue.drop()
    state.wake()
    return True


def delete_webhook(state: State, call: Call) -> bool:
    state.webhook = Webhook(to=state.webhook.to)
    if call.params.get("drop_pending_updates"):
        state.queue.drop()
    return True


def webhook_info(state: State, call: Call) -> dict[str, Any]:  # noqa: ARG001
    hook = state.webhook
    info = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": len(state.queue.waiting)}
    failed = {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error} if hook.last_error else {}
    return {**info, **failed, **({"allowed_updates": state.queue.allowed} if state.queue.allowed else {})}


def place(call: Call) -> tuple[str, str]:
    """Settings are kept apart for each scope and language."""
    scope = call.params.get("scope") or {"type": "default"}
    return repr(sorted(scope.items())), call.params.get("language_code", "")


def setter(name: str, field: str) -> Callable[[State, Call], bool]:
    def set_value(state: State, call: Call) -> bool:
        state.settings.setdefault(name, {})[place(call)] = call.params.get(field)
        return True

    return set_value


def getter(name: str, field: str) -> Callable[[State, Call], dict[str, Any]]:
    def get_value(state: State, call: Call) -> dict[str, Any]:
        return {field: state.settings.get(name, {}).get(place(call)) or ""}

    return get_value


def get_commands(state: State, call: Call) -> list[dict[str, str]]:
    return list(state.settings.get("commands", {}).get(place(call), []))


def delete_commands(state: State, call: Call) -> bool:
    state.settings.get("commands", {}).pop(place(call), None)
    return True


def get_menu_button(state: State, call: Call) -> dict[str, Any]:
    return dict(state.settings.get("menu_button", {}).get(place(call)) or {"type": "default"})


def always(state: State, call: Call) -> bool:  # noqa: ARG001
    return True


METHODS: dict[str, Callable[[State, Call], Any]] = {
    "getMe": get_me,
    "logOut": always,
    "close": always,
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
    "answerGuestQuery": answer_guest,
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "leaveChat": leave_chat,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "setMyCommands": setter("commands", "commands"),
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": setter("name", "name"),
    "getMyName": getter("name", "name"),
    "setMyDescription": setter("description", "description"),
    "getMyDescription": getter("description", "description"),
    "setMyShortDescription": setter("short_description", "short_description"),
    "getMyShortDescription": getter("short_description", "short_description"),
    "setChatMenuButton": setter("menu_button", "menu_button"),
    "getChatMenuButton": get_menu_button,
}
