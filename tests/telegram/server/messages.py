"""Methods that put messages into chats, change them and take them away."""

import time
from typing import Any

from tests.telegram.server.errors import refused, wrong
from tests.telegram.server.record import Call
from tests.telegram.server.rich import read_rich
from tests.telegram.server.state import Chat, Message, State
from tests.telegram.server.texts import MOST_ENTITIES, Parsed, caption_of, parse, text_of

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
#: Kinds of messages whose words are a caption.
MEDIA = {"photo", "document", "voice", "video", "audio", "animation"}


def note(state: State, call: Call, parsed: Parsed) -> Parsed:
    """Keep what was read of the text beside the call."""
    call.text, call.entities = parsed.text, parsed.entities
    if parsed.surplus:
        state.record.violation(call, f"only the first {MOST_ENTITIES} of {len(parsed.entities)} entities are shown")
    return parsed


def send_message(state: State, call: Call) -> Message:
    chat = state.chat(call.params["chat_id"])
    parsed = note(state, call, text_of(call.params))
    return post(state, chat, call, worded("text", "entities", parsed))


def worded(name: str, entities_name: str, parsed: Parsed) -> Message:
    """Telegram leaves out what is empty."""
    content: Message = {name: parsed.text} if parsed.text else {}
    return {**content, entities_name: parsed.entities[:MOST_ENTITIES]} if parsed.entities else content


def send_rich(state: State, call: Call) -> Message:
    chat = state.chat(call.params["chat_id"])
    call.text = read_rich(call.params["rich_message"].get("html", ""))
    return post(state, chat, call, {})


def send_photo(state: State, call: Call) -> Message:
    chat = state.chat(call.params["chat_id"])
    parsed = note(state, call, caption_of(call.params))
    return post(state, chat, call, {**photo(state, call, call.params["photo"]), **captioned(parsed)})


def send_document(state: State, call: Call) -> Message:
    chat = state.chat(call.params["chat_id"])
    parsed = note(state, call, caption_of(call.params))
    return post(state, chat, call, {**document(state, call, call.params["document"]), **captioned(parsed)})


def captioned(parsed: Parsed) -> Message:
    return worded("caption", "caption_entities", parsed)


def photo(state: State, call: Call, value: Any) -> Message:
    stored = state.files.resolve(value, call.files, "photos")
    return {"photo": [{**stored.as_json(), "width": 1280, "height": 720}]}


def document(state: State, call: Call, value: Any) -> Message:
    stored = state.files.resolve(value, call.files, "documents")
    named = {"file_name": stored.upload.name, "mime_type": stored.upload.mime}
    return {"document": {**stored.as_json(), **named}}


def send_media_group(state: State, call: Call) -> list[Message]:
    chat = state.chat(call.params["chat_id"])
    kinds = {"photo": photo, "document": document}
    sent = []
    for item in call.params["media"]:
        if item["type"] not in kinds:
            raise wrong(f"media of type {item['type']} is not served here")
        content = {**kinds[item["type"]](state, call, item["media"]), **captioned(caption_of(item))}
        sent.append(post(state, chat, call, {**content, "media_group_id": str(call.number)}))
    return sent


def copy_message(state: State, call: Call) -> Message:
    chat, message = state.chat(call.params["chat_id"]), original(state, call)
    content = {name: value for name, value in message.items() if name in MEDIA | {"text", "entities", "caption"}}
    return {"message_id": post(state, chat, call, content)["message_id"]}


def forward_message(state: State, call: Call) -> Message:
    chat, message = state.chat(call.params["chat_id"]), original(state, call)
    content = {name: value for name, value in message.items() if name in MEDIA | {"text", "entities", "caption"}}
    origin = {"type": "user", "sender_user": message.get("from", state.bot), "date": message["date"]}
    return post(state, chat, call, {**content, "forward_origin": origin})


def original(state: State, call: Call) -> Message:
    source = state.chat(call.params["from_chat_id"])
    if call.params["message_id"] not in source.messages:
        raise refused(f"message to {'copy' if call.method == 'copyMessage' else 'forward'} not found")
    return source.messages[call.params["message_id"]]


def post(state: State, chat: Chat, call: Call, content: Message) -> Message:
    """Put a message of the bot into a chat, as a reply where it is one."""
    thread = call.params.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise refused("message thread not found")
    state.rates.check(chat.id, time.monotonic())
    extra = {**replied(chat, call.params), **keyboard(call.params), **in_topic(thread)}
    return dict(chat.add({"from": state.bot, **content, **extra}))


def in_topic(thread: int | None) -> Message:
    return {"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}


def replied(chat: Chat, params: dict[str, Any]) -> Message:
    reply = params.get("reply_parameters")
    if reply is None or reply.get("chat_id", chat.id) != chat.id:
        return {}
    target = chat.messages.get(reply["message_id"])
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise refused("message to be replied not found")
    answered = {name: value for name, value in target.items() if name != "reply_to_message"}
    return {"reply_to_message": answered, **quoted(reply, target)}


def quoted(reply: dict[str, Any], target: Message) -> Message:
    if not reply.get("quote"):
        return {}
    parsed = parse(
        {"quote": reply["quote"], "parse_mode": reply.get("quote_parse_mode", "")}, "quote", "quote_entities"
    )
    if parsed.text not in str(target.get("text", target.get("caption", ""))):
        raise refused("QUOTE_TEXT_INVALID")
    return {"quote": {"text": parsed.text, "position": reply.get("quote_position", 0)}}


def keyboard(params: dict[str, Any]) -> Message:
    """An inline keyboard stays with the message; others are not seen again."""
    markup = params.get("reply_markup", {})
    return {"reply_markup": markup} if markup.get("inline_keyboard") else {}


def edit_text(state: State, call: Call) -> Message:
    chat, message = editable(state, call)
    if "rich_message" in call.params:
        call.text = read_rich(call.params["rich_message"].get("html", ""))
        return change(chat, message, {"text", "entities"}, keyboard(call.params))
    if "text" not in message:
        raise refused("there is no text in the message to edit")
    parsed = note(state, call, text_of(call.params))
    return change(chat, message, {"text", "entities"}, {**worded("text", "entities", parsed), **keyboard(call.params)})


def edit_caption(state: State, call: Call) -> Message:
    chat, message = editable(state, call)
    if not MEDIA & message.keys():
        raise refused("there is no caption in the message to edit")
    parsed = note(state, call, caption_of(call.params))
    return change(chat, message, {"caption", "caption_entities"}, {**captioned(parsed), **keyboard(call.params)})


def edit_markup(state: State, call: Call) -> Message:
    chat, message = editable(state, call)
    return change(chat, message, set(), keyboard(call.params))


def edit_media(state: State, call: Call) -> Message:
    chat, message = editable(state, call)
    media = call.params["media"]
    kinds = {"photo": photo, "document": document}
    if media["type"] not in kinds:
        raise wrong(f"media of type {media['type']} is not served here")
    parsed = note(state, call, caption_of(media))
    content = {**kinds[media["type"]](state, call, media["media"]), **captioned(parsed), **keyboard(call.params)}
    return change(chat, message, MEDIA | {"text", "entities", "caption", "caption_entities"}, content)


def editable(state: State, call: Call) -> tuple[Chat, Message]:
    if "inline_message_id" in call.params:
        raise refused("MESSAGE_ID_INVALID")
    chat = state.chat(call.params["chat_id"])
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise refused("message to edit not found")
    if message.get("from", {}).get("id") != state.bot["id"]:
        raise refused("message can't be edited")
    return chat, message


def change(chat: Chat, message: Message, replaced: set[str], content: Message) -> Message:
    """An edit without a keyboard takes the keyboard away."""
    gone = replaced | {"reply_markup", "edit_date"}
    kept = {name: value for name, value in message.items() if name not in gone}
    changed = {**kept, **content}
    if changed == {name: value for name, value in message.items() if name != "edit_date"}:
        raise refused(NOT_MODIFIED)
    chat.messages[message["message_id"]] = {**changed, "edit_date": int(time.time())}
    return dict(chat.messages[message["message_id"]])


def delete_message(state: State, call: Call) -> bool:
    chat = state.chat(call.params["chat_id"])
    if chat.messages.pop(call.params["message_id"], None) is None:
        raise refused("message to delete not found")
    return True


def delete_messages(state: State, call: Call) -> bool:
    """Those that are not there are skipped."""
    chat = state.chat(call.params["chat_id"])
    for message_id in call.params["message_ids"]:
        chat.messages.pop(message_id, None)
    return True


def send_action(state: State, call: Call) -> bool:
    state.chat(call.params["chat_id"])
    return True


def send_draft(state: State, call: Call) -> bool:
    if state.chat(call.params["chat_id"]).id < 0:
        raise wrong("drafts are for private chats")
    note(state, call, parse(call.params, "text", "entities"))
    return True


def react(state: State, call: Call) -> bool:
    if call.params["message_id"] not in state.chat(call.params["chat_id"]).messages:
        raise refused("message to react not found")
    return True


METHODS = {
    "sendMessage": send_message,
    "sendRichMessage": send_rich,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendMessageDraft": send_draft,
    "sendChatAction": send_action,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": react,
}
