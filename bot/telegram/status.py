"""``/healthz`` and ``/metrics`` on loopback, for who runs the bot."""

import time
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from retrieval.errors import WenzhengError, reason_of

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


class _Health(RequestHandler):
    def initialize(self, heard: Callable[[], float]) -> None:
        self._heard = heard

    def get(self) -> None:
        """200 while Telegram is heard from, 503 else."""
        heard = self._heard()
        silence = time.monotonic() - heard if heard else None
        well = silence is not None and silence < _SILENCE
        self.set_status(200 if well else 503)
        self.write({"status": "ok" if well else "unreachable", "silence_seconds": silence and round(silence, 1)})


class _Metrics(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(generate_latest())


def serve_status(said: str, heard: Callable[[], float]) -> HTTPServer:
    """Listen at ``host:port``; ``heard`` tells when Telegram was last heard of (``time.monotonic``). Raises ``ListenError``."""
    host, port = read_address("status_listen", said)
    server = HTTPServer(Application([("/healthz", _Health, {"heard": heard}), ("/metrics", _Metrics)]))
    try:
        server.listen(port, host)
    except OSError as error:
        raise ListenError(f"不能在 {said} 监听：{reason_of(error)}。请改 [telegram] status_listen。") from error
    return server
