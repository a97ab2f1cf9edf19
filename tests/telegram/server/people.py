"""What people do in Telegram, made into updates for the bot."""

import time
from typing import Any

from tests.telegram.server.delivery import Update
from tests.telegram.server.entities import addresses, found_in
from tests.telegram.server.files import Stored
from tests.telegram.server.record import Call
from tests.telegram.server.spec import Upload, faults_of
from tests.telegram.server.state import Chat, Message, State

#: The smallest PNG, for a photo whose content does not matter.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
#: Supergroups and channels have numbers below this.
SUPERGROUPS = -1_000_000_000_000
#: A message that something is done to: as the bot sent it, as it came to the bot, or as it is kept.
Shown = Call | Update | Message


class People:
    """Makes updates; ``chat_id`` is a group, and without it people write to the bot in private."""

    state: State

    def private(self, user_id: int, text: str, reply_to: Shown | None = None) -> Update:
        return self.say(user_id, typed(text), reply_to=reply_to)

    def group(self, chat_id: int, user_id: int, text: str, reply_to: Shown | None = None) -> Update:
        """In privacy mode the bot gets it only if it is meant for it; ``withheld`` says so."""
        return self.say(user_id, typed(text), chat_id, reply_to)

    def voice(self, user_id: int, chat_id: int | None = None) -> Update:
        file = self.keep(Upload("voice.oga", b"OggS" + bytes(64), "audio/ogg"), "voice")
        return self.say(user_id, {"voice": {**file.as_json(), "duration": 3, "mime_type": "audio/ogg"}}, chat_id)

    def sticker(self, user_id: int, chat_id: int | None = None) -> Update:
        file = self.keep(Upload("sticker.webp", b"RIFF" + bytes(64), "image/webp"), "stickers")
        looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
        return self.say(user_id, {"sticker": {**file.as_json(), **looks}}, chat_id)

    def photo(self, user_id: int, caption: str = "", chat_id: int | None = None, album: str = "") -> Update:
        """``album`` is the number of the album that it is one of."""
        file = self.keep(Upload("photo.png", PIXEL, "image/png"), "photos")
        sizes = [{**file.as_json(), "width": 90, "height": 90}, {**file.as_json(), "width": 800, "height": 800}]
        grouped = {"media_group_id": album} if album else {}
        return self.say(user_id, {"photo": sizes, **captioned(caption), **grouped}, chat_id)

    def document(self, user_id: int, upload: Upload, caption: str = "", chat_id: int | None = None) -> Update:
        """``upload`` is ``Upload(name, content, mime)``; its bytes are served through ``getFile``."""
        file = self.keep(upload, "documents")
        named = {"file_name": upload.name, "mime_type": upload.mime}
        return self.say(user_id, {"document": {**file.as_json(), **named}, **captioned(caption)}, chat_id)

    def topic(self, chat_id: int, topic: int) -> None:
        """A topic is opened: in a group, or where the number is a person's in the private chat."""
        self.place(abs(chat_id), None if chat_id > 0 else chat_id).topics.add(topic)

    def close_topic(self, chat_id: int, topic: int) -> None:
        self.state.chats[chat_id].topics.discard(topic)

    def in_topic(self, user_id: int, text: str, topic: int, chat_id: int | None = None) -> Update:
        """A message in a topic; in a group it comes as a reply to the message that opened the topic."""
        return self.say(user_id, {**typed(text), "message_thread_id": topic, "is_topic_message": True}, chat_id)

    def anonymous(self, chat_id: int, text: str) -> Update:
        """An admin writes as the group itself; the person is not told."""
        nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        return self.say(1, {**typed(text), "from": nobody, "sender_chat": group_info(chat_id)}, chat_id)

    def other_bot(self, chat_id: int, text: str, reply_to: Shown | None = None) -> Update:
        """Another bot of the group speaks."""
        bot = {"id": 777, "is_bot": True, "first_name": "Echo", "username": "echo_bot"}
        return self.say(777, {**typed(text), "from": bot}, chat_id, reply_to)

    def quoting(self, user_id: int, text: str, reply_to: Shown, quote: str, chat_id: int | None = None) -> Update:
        """A reply to a part of a message that the person has marked."""
        content = {**typed(text), "quote": {"text": quote, "position": 0, "is_manual": True}}
        return self.say(user_id, content, chat_id, reply_to)

    def react(self, shown: Shown, emoji: str, user_id: int) -> Update:
        """Somebody reacts to a message; with nothing, takes the reaction back."""
        chat, message = self.find(shown)
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        reaction = {"chat": chat.info, "message_id": message["message_id"], "user": self.user(user_id)}
        with self.state.record.changed:
            return self.make("message_reaction", {**reaction, "date": 0, "old_reaction": [], "new_reaction": new})

    def guest(self, user_id: int, text: str, chat_id: int) -> Update:
        """Somebody mentions the bot in a group that it is not in."""
        with self.state.record.changed:
            message = {"message_id": 1, "chat": group_info(chat_id), "date": int(time.time()), **typed(text)}
            return self.make("guest_message", {**message, "from": self.user(user_id), "guest_query_id": self.query()})

    def dice(self, user_id: int, chat_id: int | None = None) -> Update:
        """A kind of message that few bots think of."""
        return self.say(user_id, {"dice": {"emoji": "🎲", "value": 4}}, chat_id)

    def edit(self, update: Update, text: str) -> Update:
        """A person changes the text of a message sent before."""
        with self.state.record.changed:
            chat = self.state.chats[update.message["chat"]["id"]]
            kept = {name: value for name, value in chat.messages[update.message_id].items() if name != "entities"}
            message = {**kept, **typed(text), "edit_date": int(time.time())}
            chat.messages[update.message_id] = message
            return self.make("edited_message", message, self.hidden(chat, message))

    def press(self, shown: Shown, words: str, user_id: int | None = None) -> Update:
        """Press the inline button whose label has these words, as the message stands now."""
        chat, message = self.find(shown)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        fitting = [button for row in rows for button in row if words in button["text"]]
        assert fitting, f"no button {words!r} among {[[button['text'] for button in row] for row in rows]}"
        assert "callback_data" in fitting[0], f"the button {words!r} asks the bot for nothing: {fitting[0]}"
        return self.callback(shown, fitting[0]["callback_data"], user_id or chat.id)

    def callback(self, shown: Shown, data: str, user_id: int) -> Update:
        """A callback query with any data, as an old message of an earlier version of the bot sends."""
        chat, message = self.find(shown)
        assert user_id > 0, "in a group a press needs a user_id"
        with self.state.record.changed:
            query = {"id": self.query(), "from": self.user(user_id), "chat_instance": f"{chat.id}", "data": data}
            if message["message_id"] not in chat.messages:
                message = {"chat": chat.info, "message_id": message["message_id"], "date": 0}  # deleted since
            return self.make("callback_query", {**query, "message": message})

    def inline(self, user_id: int, query: str, offset: str = "") -> Update:
        """``@bot query`` typed in any chat."""
        with self.state.record.changed:
            body = {"id": self.query(), "from": self.user(user_id), "query": query, "offset": offset}
            return self.make("inline_query", {**body, "chat_type": "private"})

    def expire(self, update: Update) -> None:
        """A callback or inline query that can no longer be answered."""
        self.state.queries.pop(update.query_id, None)

    def join(self, chat_id: int, user_id: int) -> Update:
        """A person adds the bot to a group."""
        return self.membership(self.place(user_id, chat_id), user_id, "left", "member")

    def kick(self, chat_id: int, user_id: int) -> Update:
        chat = self.place(user_id, chat_id)
        chat.blocked = True
        return self.membership(chat, user_id, "member", "left")

    def block(self, user_id: int) -> Update:
        """A person stops the bot: what it sends is refused from now on."""
        chat = self.place(user_id, None)
        chat.blocked = True
        return self.membership(chat, user_id, "member", "kicked")

    def unblock(self, user_id: int) -> Update:
        chat = self.place(user_id, None)
        chat.blocked = False
        return self.membership(chat, user_id, "kicked", "member")

    def migrate(self, chat_id: int, to: int, user_id: int) -> tuple[Update, Update]:
        """A group becomes a supergroup: the last message of the one, and the first of the other."""
        last = self.say(user_id, {"migrate_to_chat_id": to}, chat_id)
        self.state.chats[chat_id].migrated_to = to
        return last, self.say(user_id, {"migrate_from_chat_id": chat_id}, to)

    def say(self, user_id: int, content: Message, chat_id: int | None = None, reply_to: Shown | None = None) -> Update:
        """Any message of a person, with the content that the Bot API gives it."""
        with self.state.record.changed:
            chat = self.place(user_id, chat_id)
            reply = {}
            if reply_to is not None:
                target = self.find(reply_to)[1]
                reply = {"reply_to_message": {name: target[name] for name in target if name != "reply_to_message"}}
            message = chat.add({"from": self.user(user_id), **content, **reply})
            return self.make("message", message, self.hidden(chat, message))

    def make(self, kind: str, body: dict[str, Any], hidden: bool = False, strict: bool = True) -> Update:
        """Not ``strict``: in a form that is not documented."""
        with self.state.record.changed:
            update = self.state.queue.add(kind, body, self.state.record.number(), hidden)
            assert not (strict and (faults := faults_of("Update", update.as_json()))), faults
            self.state.record.changed.notify_all()
        if not update.withheld:
            self.state.wake()
        return update

    def hidden(self, chat: Chat, message: Message) -> bool:
        """Does group privacy keep the message from the bot?"""
        service = "migrate_to_chat_id" in message or "migrate_from_chat_id" in message
        if chat.id > 0 or not self.state.privacy or service:
            return False
        text = message.get("text") or message.get("caption") or ""
        entities = message.get("entities") or message.get("caption_entities") or []
        answered = message.get("reply_to_message", {}).get("from", {}).get("id")
        return not (answered == self.state.bot["id"] or addresses(text, entities, self.state.bot["username"]))

    def membership(self, chat: Chat, user_id: int, before: str, after: str) -> Update:
        changed = {"chat": chat.info, "from": self.user(user_id), "date": int(time.time())}
        members = {"old_chat_member": self.member(before), "new_chat_member": self.member(after)}
        return self.make("my_chat_member", {**changed, **members})

    def member(self, status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self.state.bot, **until}

    def place(self, user_id: int, chat_id: int | None) -> Chat:
        """The chat, begun if it is the first word in it."""
        info = self.private_info(user_id) if chat_id is None else group_info(chat_id)
        return self.state.chats.setdefault(info["id"], Chat(info))

    def private_info(self, user_id: int) -> dict[str, Any]:
        user = self.user(user_id)
        return {"id": user_id, "type": "private", "first_name": user["first_name"], "username": user["username"]}

    @staticmethod
    def user(user_id: int) -> dict[str, Any]:
        return {
            "id": user_id,
            "is_bot": False,
            "first_name": f"用户{user_id}",
            "username": f"user_{user_id}",
            "language_code": "zh-hans",
        }

    def find(self, shown: Shown) -> tuple[Chat, Message]:
        """The message as it is now, or as it was shown if it has been deleted since."""
        message = shown if isinstance(shown, dict) else shown.message
        assert message, f"no message: {shown}"
        chat = self.state.chats[message["chat"]["id"]]
        return chat, chat.messages.get(message["message_id"], message)

    def keep(self, upload: Upload, folder: str) -> Stored:
        with self.state.record.changed:
            return self.state.files.add(upload, folder)

    def query(self) -> str:
        """The number of a new query, which waits for its answer from now on."""
        name = str(4_000_000_000_000_000 + len(self.state.queries))
        self.state.queries[name] = True
        return name


def typed(text: str) -> Message:
    entities = found_in(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def captioned(caption: str) -> Message:
    entities = found_in(caption)
    words = {"caption": caption} if caption else {}
    return {**words, "caption_entities": entities} if entities else words


def group_info(chat_id: int) -> dict[str, Any]:
    assert chat_id < 0, "groups have negative numbers"
    return {"id": chat_id, "type": "supergroup" if chat_id < SUPERGROUPS else "group", "title": f"群{-chat_id}"}
