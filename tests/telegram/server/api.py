"""The server as a test holds it."""

from types import TracebackType
from typing import Any, Self

from tests.telegram.server.faults import Fault, Planned, of_status
from tests.telegram.server.people import People
from tests.telegram.server.rates import Rates
from tests.telegram.server.record import SENDING, Call
from tests.telegram.server.serving import Serving
from tests.telegram.server.state import Message, State
from tests.telegram.server.waiting import Waiting

TOKEN = "123456789:AAF-wenzheng_test_token_0123456789abc"
BOT = {"id": 123456789, "is_bot": True, "first_name": "问政", "username": "wenzheng_test_bot"}


class BotApi(People, Waiting):
    """A Bot API of our own on a loopback port: ``with BotApi() as api: …``."""

    def __init__(self, token: str = TOKEN, up: bool = True, privacy: bool = True) -> None:
        """Without ``up`` the port is reserved and connections are refused until ``api.up()``."""
        self.state = State(token, {**BOT, "id": int(token.partition(":")[0])}, privacy)
        self.serving = Serving(self.state)
        self.begins_up = up

    def __enter__(self) -> Self:
        self.serving.start()
        if self.begins_up:
            self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.serving.stop()

    def up(self) -> None:
        self.serving.up()

    def down(self) -> None:
        """A complete outage: open connections end, new ones are refused, on the same port."""
        self.serving.down()

    @property
    def token(self) -> str:
        return self.state.token

    @property
    def username(self) -> str:
        return str(self.state.bot["username"])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.serving.port}"

    @property
    def base_url(self) -> str:
        return f"{self.address}/bot"

    @property
    def file_url(self) -> str:
        return f"{self.address}/file/bot"

    @property
    def environment(self) -> dict[str, str]:
        """What ``wenzheng bot`` needs to run against this server."""
        return {
            "WENZHENG_TELEGRAM_BASE_URL": self.base_url,
            "WENZHENG_TELEGRAM_TOKEN": self.token,
            "WENZHENG_TELEGRAM_ALLOW": "*",
        }

    def fail(
        self,
        method: str,
        times: int = 1,
        status: int = 429,
        retry_after: int | None = None,
        fault: Fault | None = None,
        chat_id: int | None = None,
    ) -> Planned:
        """The next ``times`` calls of a method (``"*"``: of any but getUpdates) end so; ``played`` counts them."""
        planned = Planned(method, fault or of_status(status, retry_after), times, chat_id)
        with self.state.record.changed:
            self.state.faults.planned.append(planned)
        return planned

    def heal(self) -> None:
        """No more faults."""
        with self.state.record.changed:
            self.state.faults.planned.clear()

    def limit_rates(self, on: bool = True) -> Rates:
        self.state.rates = Rates(on)
        return self.state.rates

    def webhook_leads_to(self, address: str) -> None:
        """Post to this address instead of the public host of the webhook: the proxy that ends TLS."""
        self.state.webhook.to = address

    @property
    def calls(self) -> list[Call]:
        return list(self.state.record.calls)

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    @property
    def violations(self) -> list[str]:
        """What the bot asked that no bot may ask."""
        return list(self.state.record.violations)

    @property
    def polling(self) -> bool:
        """Is the bot waiting for updates right now?"""
        return self.serving.polls.open

    def sent(self, chat_id: int) -> list[Call]:
        """What the bot has sent into a chat."""
        return [call for call in self.calls_of(*SENDING) if call.ok and call.chat_id == chat_id]

    def messages(self, chat_id: int) -> list[Message]:
        """The messages of a chat as they stand now, of people and of the bot."""
        with self.state.record.changed:
            return list(self.state.chats[chat_id].messages.values())

    def shown(self, call: Call) -> Message:
        """A message of the bot as it stands now; empty if it has been deleted."""
        return dict(self.state.chats[call.message["chat"]["id"]].messages.get(call.message_id or 0, {}))

    def unanswered(self) -> list[str]:
        """Numbers of the callback and inline queries that the bot has not answered."""
        return [name for name, waiting in self.state.queries.items() if waiting]

    def commands(self, scope: str = "default", language: str = "") -> list[dict[str, Any]]:
        place = (repr([("type", scope)]), language)
        return list(self.state.settings.get("commands", {}).get(place, []))

    def setting(self, name: str, language: str = "") -> Any:
        """``name``, ``description`` or ``short_description``, as last set."""
        return self.state.settings.get(name, {}).get((repr([("type", "default")]), language))
