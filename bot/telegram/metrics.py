"""The counters of the bot for Prometheus, and ``/healthz`` and ``/metrics`` on loopback for who runs it."""

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from retrieval.errors import WenzhengError, reason_of

UPDATES = Counter("wenzheng_updates", "Updates done, by kind", ["kind"])
ANSWERS = Counter("wenzheng_answers", "Questions answered", ["status"])
REFUSED = Counter("wenzheng_refused", "Messages refused, by reason", ["reason"])
REQUESTS = Counter("wenzheng_requests", "Requests to Telegram, by method and HTTP status", ["method", "status"])
ANSWERING = Histogram(
    "wenzheng_answer_seconds",
    "Seconds to find an answer",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)

#: Telegram answers a poll within seconds; who has not heard from it for so long is cut off.
_SILENCE = 90.0


class ListenError(WenzhengError):
    """An address to listen at is none, or is taken."""


def read_address(key: str, said: str) -> tuple[str, int]:
    """Split ``host:port``. Raises ``ListenError``, naming the setting."""
    host, _, port = said.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ListenError(f"配置 [telegram] {key} 应是 地址:端口，例如 127.0.0.1:9101，而不是 {said}。")
    return host.strip("[]"), int(port)


def taken(key: str, said: str, error: OSError) -> ListenError:
    """The error for an address of a setting that cannot be listened at."""
    return ListenError(
        f"不能在 {said} 监听：{reason_of(error)}（可能已有程序在用这个端口）。请改配置 [telegram] {key}。"
    )


class _Health(RequestHandler):
    def initialize(self, silence: Callable[[], float | None]) -> None:
        self._silence = silence

    def get(self) -> None:
        """200 while Telegram is heard from, 503 else."""
        silence = self._silence()
        well = silence is not None and silence < _SILENCE
        self.set_status(200 if well else 503)
        self.write({"status": "ok" if well else "unreachable", "silence_seconds": silence and round(silence, 1)})


class _Metrics(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(generate_latest())


def serve_status(said: str, silence: Callable[[], float | None]) -> HTTPServer:
    """Listen at ``host:port``; ``silence`` tells for how many seconds nothing was heard of Telegram. Raises
    ``ListenError``."""
    host, port = read_address("status_listen", said)
    server = HTTPServer(Application([("/healthz", _Health, {"silence": silence}), ("/metrics", _Metrics)]))
    try:
        server.listen(port, host)
    except OSError as error:
        raise taken("status_listen", said, error) from error
    return server
