"""The two kinds of proxy that people sit behind, just enough of each to carry the bot's requests."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class _Forwarding(socketserver.StreamRequestHandler):
    """Carries bytes both ways once the client has said where to."""

    def carry(self, host: str, port: int, first: bytes = b"") -> None:
        self.server.reached.append((host, port))  # type: ignore[attr-defined]
        with socket.create_connection((host, port)) as there:
            there.sendall(first)
            back = threading.Thread(target=_pour, args=(there, self.connection), daemon=True)
            back.start()
            _pour(self.connection, there)
            back.join()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return  # either side has gone


class HttpProxy(_Forwarding):
    """A plain HTTP proxy (RFC 9112, 3.2.2): the request line names the whole address."""

    def handle(self) -> None:
        line = self.rfile.readline()
        method, address, version = line.split()
        place = urlsplit(address.decode())
        path = address[address.index(b"/", 8) :]
        head = b" ".join((method, path, version)) + b"\r\nConnection: close\r\n"  # one request, one connection
        while (field := self.rfile.readline()) not in {b"\r\n", b""}:
            head += b"" if field.lower().startswith(b"connection:") else field
        self.carry(place.hostname or "", place.port or 80, head + b"\r\n" + self._buffered())

    def _buffered(self) -> bytes:
        """What has come of the body already."""
        self.connection.setblocking(False)
        try:
            return bytes(self.rfile.peek())  # type: ignore[attr-defined]
        except BlockingIOError:
            return b""
        finally:
            self.connection.setblocking(True)


class SocksProxy(_Forwarding):
    """SOCKS 5 without a password (RFC 1928)."""

    def handle(self) -> None:
        count = self.rfile.read(2)[1]
        self.rfile.read(count)
        self.wfile.write(b"\x05\x00")
        kind = self.rfile.read(4)[3]
        host = socket.inet_ntoa(self.rfile.read(4)) if kind == 1 else self.rfile.read(self.rfile.read(1)[0]).decode()
        port = int.from_bytes(self.rfile.read(2), "big")
        self.wfile.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        self.carry(host, port)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that ends in the middle is the test's doing."""


@contextmanager
def proxy(kind: type[_Forwarding]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """A running proxy: its ``host:port``, and where it has led to."""
    with _Server(("127.0.0.1", 0), kind) as server:
        server.reached = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", server.reached  # type: ignore[attr-defined]
        server.shutdown()
