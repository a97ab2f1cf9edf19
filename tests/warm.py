"""``python -m bot`` without the cold start: a process that has loaded it forks itself for each call.

What is started is a process of its own with its own arguments, variables, folder and standard streams, as from a shell;
only what takes long at a start, loading the modules and the dictionary, was done before. It is asked for over a socket,
with a connection, on which its number and its exit code come back, and the three streams.
"""

import atexit
import contextlib
import ctypes
import gc
import os
import pickle
import runpy
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import FileIO
from pathlib import Path
from typing import IO

Result = subprocess.CompletedProcess[str]

#: What the commands load sooner or later.
_MODULES = ("bot.cli.app", "bot.telegram.app", "retrieval.answer.ask", "retrieval.index.build.verify", "sqlite_utils")
_NUMBER = struct.Struct("i")


@dataclass(frozen=True)
class _Call:
    """What a process is started with."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: str


class Process:
    """A command that runs, as ``subprocess.Popen`` shows it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = self._number()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or none while it runs; minus the number of the signal that ended it."""
        if self.returncode is None:
            self._connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                self.returncode = self._number()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._connection.settimeout(timeout)
            self.returncode = self._number()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        received = self._connection.recv(_NUMBER.size, socket.MSG_WAITALL)
        assert received, "the process of the tests that starts others has died"
        return int(_NUMBER.unpack(received)[0])


class Warm:
    """The process that has loaded everything, seen from the tests; ``close`` ends it."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-c", f"from tests.warm import serve; serve({theirs.fileno()})"]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)
        theirs.close()

    def close(self) -> None:
        self._control.close()
        self._process.wait()

    def start(
        self,
        arguments: Sequence[str | bytes | os.PathLike[str]],
        environment: Mapping[str, str],
        streams: Sequence[int],
    ) -> Process:
        """Start the command with three open files as its standard streams."""
        ours, theirs = socket.socketpair()
        socket.send_fds(self._control, [b"."], [theirs.fileno(), *streams])
        theirs.close()
        call = _Call(tuple(map(os.fsdecode, arguments)), dict(environment), os.getcwd())
        ours.sendall(pickle.dumps(call))
        return Process(ours)

    def run(
        self,
        arguments: Sequence[str | bytes | os.PathLike[str]],
        environment: Mapping[str, str],
        typed: bytes = b"",
    ) -> tuple[int, bytes, bytes]:
        """Run the command to its end; return its exit code and what it printed on both streams."""
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        process = self.start(arguments, environment, theirs)
        for file in theirs:
            os.close(file)
        with ThreadPoolExecutor(3) as streams:
            streams.submit(_write, pipes[0][1], typed)
            out, err = streams.map(_read, (pipes[1][0], pipes[2][0]))
        return process.wait(), out, err


@cache
def warm() -> Warm:
    """The one of this process of the tests."""
    made = Warm()
    atexit.register(made.close)
    return made


def _write(file: int, content: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), FileIO(file, "w") as stream:  # it may not read all of it
        view = memoryview(content)
        while view:
            view = view[stream.write(view) :]


def _read(file: int) -> bytes:
    with FileIO(file) as stream:
        return stream.readall()


def _serve(control: socket.socket) -> _Call:
    """Fork for everything that is asked for; returns in the new process, with what is to be run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for the commands
    while True:
        asked, files, _, _ = socket.recv_fds(control, 1, 4)
        if not asked:
            os._exit(0)
        if os.fork() == 0:
            control.close()
            return _attend(socket.socket(fileno=files[0]), files[1:])
        for file in files:
            os.close(file)


def _attend(connection: socket.socket, streams: Sequence[int]) -> _Call:
    """Fork once more, tell the number of the new process and its exit code; returns in that process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    call = pickle.load(connection.makefile("rb"))
    pid = os.fork()
    if pid == 0:
        connection.close()
        for number, file in enumerate(streams):
            os.dup2(file, number)
            os.close(file)
        assert isinstance(call, _Call)
        return call
    for file in (0, 1, 2, *streams):
        os.close(file)
    with contextlib.suppress(BrokenPipeError):  # the tests may have ended
        connection.sendall(_NUMBER.pack(pid))
        connection.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
    os._exit(0)


def _become(call: _Call) -> None:
    """Make this process what a shell would have started."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(call.folder)
    os.environ.clear()
    os.environ.update(call.environment)
    time.tzset()
    tempfile.tempdir = None
    sys.stdin, sys.stdout, sys.stderr = _stream(0, "r"), _stream(1, "w"), _stream(2, "w", "backslashreplace")
    sys.stderr.reconfigure(line_buffering=True)
    sys.argv = ["bot", *call.arguments]


def _stream(file: int, mode: str, errors: str = "surrogateescape") -> IO[str]:
    return open(file, mode, encoding="utf-8", errors=errors, closefd=False)


def _load() -> None:
    """Load what the commands need, for good: it is not taken down when one of them ends."""
    for name in _MODULES:
        import_module(name)
    from retrieval import ask, build_index, open_index
    from retrieval.index.analysis.lexicon import load_lexicon

    with tempfile.TemporaryDirectory() as folder:
        file, db = Path(folder) / "plan.txt", Path(folder) / "index.db"
        file.write_text("北京市养老规划\n到2022年,新增养老床位10张。\n", encoding="utf-8")
        build_index(db, [file])
        with open_index(db) as index:
            ask("北京2022年新增养老床位多少张", index)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(load_lexicon()))
    gc.collect()
    gc.freeze()


def serve(number: int) -> None:
    """Load everything, then start what is asked for over a socket; returns at the end of each command, in its process."""
    _load()
    _become(_serve(socket.socket(fileno=number)))
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
