"""The command and the bot over a Milvus server: Milvus Lite, which serves for real in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest

from retrieval.index.milvus.engine import Milvus
from retrieval.index.store import Index
from tests.bot.conftest import BEDS, Library, going_on, ordinary_user, sentence

pytest.importorskip("pymilvus", reason="needs pip install 'wenzheng[milvus]'")


class Served:
    """Milvus Lite at a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*command, "--data-dir", self._folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("Milvus Lite does not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path / "milvus")
    yield served
    served.stop()


@pytest.fixture
def served(library: Library, milvus: Served) -> Library:
    """The plan of the tests, ranked by the server."""
    variables = {**library.variables, "WENZHENG_INDEX_ENGINE": "milvus", "WENZHENG_INDEX_URI": milvus.uri}
    return Library(variables, library.file, library.db)


def test_documents_are_added_asked_and_removed(served: Library, library: Library, tmp_path: Path) -> None:
    assert served(BEDS).stdout == library(BEDS).stdout
    other = tmp_path / "太仓.txt"
    other.write_text(
        served.file.read_text(encoding="utf-8").replace("苏州", "太仓").replace("5000", "700"), encoding="utf-8"
    )
    assert served("add", other).returncode == 0
    question = BEDS.replace("苏州", "太仓")
    asked = served(question)
    assert "700张" in asked.stdout
    assert asked.stderr == ""
    assert served("search", "养老床位", "--explain").stdout == library("search", "养老床位", "--explain").stdout
    other.write_text(other.read_text(encoding="utf-8").replace("700", "800"), encoding="utf-8")
    assert served("update").returncode == 0
    assert "800张" in served(question).stdout
    assert served("remove", "太仓").returncode == 0
    assert served(question).stdout == library(question).stdout


def test_what_was_indexed_without_milvus_is_brought_there_by_the_next_command(
    served: Library, library: Library
) -> None:
    served(BEDS)
    library.file.write_text(library.file.read_text(encoding="utf-8").replace("5000", "6000"), encoding="utf-8")
    assert "6000张" in library(BEDS).stdout
    assert "6000张" in served(BEDS).stdout
    assert served("index").returncode == 0


def test_a_copy_that_may_not_be_written_is_asked_with_and_changes_nothing(served: Library, milvus: Served) -> None:
    served(BEDS)
    text, older = served.file.read_text(encoding="utf-8"), served.db.read_bytes()
    served.file.write_text(text.replace("8000", "9000"), encoding="utf-8")
    assert "9000张" in served(BEDS.replace("2022", "2023")).stdout
    newer = served.db.read_bytes()
    served.db.write_bytes(older)
    served.db.chmod(0o444)
    served.file.write_text(text, encoding="utf-8")
    assert served("docs", before=ordinary_user).returncode == 0
    served.db.chmod(0o644)
    served.db.write_bytes(newer)
    sent: list[str] = []
    with Index(served.db) as index:
        Milvus(milvus.uri, served.db).renew(index, lambda _done, _total, name: sent.append(name))
    assert sent == []


def test_several_ask_at_once(served: Library) -> None:
    served(BEDS)
    with ThreadPoolExecutor(3) as threads:
        assert all("5000张" in done.stdout for done in threads.map(lambda _: served(BEDS), range(3)))


def test_a_server_that_is_not_there_is_said_in_a_sentence(served: Library, milvus: Served) -> None:
    served(BEDS)
    milvus.stop()
    assert milvus.uri in sentence(served(BEDS))
    assert milvus.uri in sentence(served("add", served.file))
    milvus.start()
    assert "5000张" in served(BEDS).stdout


def test_the_bot_says_so_while_the_server_is_away_and_goes_on(served: Library, milvus: Served) -> None:
    bot, stdin, lines = going_on(served, "bot", "--offline-demo")

    def replied() -> str:
        """All that is said in reply: up to the buttons, or to what is wrong."""
        print(BEDS, file=stdin, flush=True)
        said = next(lines)
        while "👎" not in said and "Milvus" not in said:
            said += next(lines)
        return said

    patience = Timer(600, bot.kill)  # else a reply that never comes would be waited for without end
    patience.start()
    assert "5000张" in replied()
    milvus.stop()
    assert "连不上 Milvus" in replied()
    milvus.start()
    while "5000张" not in replied():  # gRPC waits a little before it tries again
        time.sleep(0.5)
    _, complaints = bot.communicate("q\n")
    patience.cancel()
    assert (bot.returncode, complaints) == (0, "")


def test_a_file_is_for_the_commands_and_not_for_the_bot(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "milvus.db"
    local = library.having(WENZHENG_INDEX_ENGINE="milvus", WENZHENG_INDEX_URI=file)
    assert "5000张" in local(BEDS).stdout
    asked = local(BEDS)
    assert "5000张" in asked.stdout
    assert asked.stderr == ""
    assert str(file) in sentence(local.having(WENZHENG_TELEGRAM_TOKEN="1:a")("bot"))


def test_without_milvus_nothing_of_it_is_imported(library: Library) -> None:
    program = "import sys, bot.cli\ntry: bot.cli.main()\nfinally: print({'pymilvus', 'grpc'} & sys.modules.keys())"
    assert library(BEDS, program=("-c", program)).stdout.splitlines()[-1] == "set()"
