"""A web site on loopback, whose every page a test may set."""

import gzip
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread


@dataclass(frozen=True)
class Page:
    """What a site answers; ``length`` is left out where the test sends its own framing or none."""

    body: bytes = b"<html><body><p>page</p></body></html>"
    type: str | None = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: bool = True

    def __call__(self, handler: "Handler") -> None:
        handler.send_response(self.status)
        if self.type is not None:
            handler.send_header("Content-Type", self.type)
        if self.length:
            handler.send_header("Content-Length", str(len(self.body)))
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)
        handler.close_connection = True


def redirect(target: str, **headers: str) -> Page:
    return Page(b"", None, 302, {"Location": target, **headers})


def gzipped(body: bytes, **changed: str) -> Page:
    return Page(gzip.compress(body), headers={"Content-Encoding": "gzip", **changed})


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> Page:
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return Page(framed + end, headers={"Transfer-Encoding": "chunked"}, length=False)


def raw(data: bytes) -> Callable[["Handler"], None]:
    """Bytes on the wire as they are, then the end of the connection."""

    def send(handler: "Handler") -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return send


def dripping(head: bytes, drop: bytes) -> Callable[["Handler"], None]:
    """After ``head`` one ``drop`` at a time, without end."""

    def send(handler: "Handler") -> None:
        handler.wfile.write(head)
        while not handler.site.closing.wait(0.02):
            handler.wfile.write(drop)

    return send


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: "Site"

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        self.site.headers.append(dict(self.headers))
        self.site.pages.get(self.path, Page(status=404))(self)

    def log_message(self, *_arguments: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_arguments: object) -> None:
        """A reader that has enough and goes away is what many of these tests are about."""


@dataclass
class Site:
    """``pages`` by path (all else is 404, robots.txt too); ``asked`` and ``headers`` are the requests so far."""

    origin: str = ""
    port: int = 0
    pages: dict[str, Callable[[Handler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def __call__(self, path: str) -> str:
        return f"{self.origin}{path}"

    def robots(self, *lines: str) -> None:
        self.pages["/robots.txt"] = Page("\n".join(lines).encode(), "text/plain")


@contextmanager
def serving(host: str = "127.0.0.1", certificate: Path | None = None) -> Iterator[Site]:
    """A site at ``host``, over TLS with ``certificate`` (a file of certificate and key)."""
    site = Site()
    server = _Server((host, 0), type("SiteHandler", (Handler,), {"site": site}))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    site.origin = f"http{'s' if certificate else ''}://{host}:{site.port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
