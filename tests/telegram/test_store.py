"""What the bot keeps: for as long as it says, and no longer."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.feedback import TO_FILL, gold_rows
from bot.telegram.store import Preferences, Store, StoreError, Verdict

CHAT, GROUP, ANN, BEN = 11, -500, 11, 22
DAY = 86400.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "telegram.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = Store(file, DAY)
    yield opened
    opened.close()


def test_a_follow_up_has_the_questions_of_this_person_in_this_chat(store: Store) -> None:
    store.add_turn(GROUP, ANN, 1, "南京2020年产业规模", [])
    store.add_turn(GROUP, BEN, 2, "大连的补贴", [])
    store.add_turn(CHAT, ANN, 3, "杭州的企业", [])
    store.add_turn(GROUP, ANN, None, "/docs", [])
    store.add_turn(GROUP, ANN, 4, "那2025年呢", ["南京2020年产业规模"])
    assert store.history(GROUP, ANN, DAY) == ("南京2020年产业规模", "那2025年呢")
    assert store.history(GROUP, ANN, -1) == ()


def test_a_turn_is_found_by_the_message_that_asked_and_by_those_that_answered(store: Store, file: Path) -> None:
    turn = store.add_turn(CHAT, ANN, 7, "南京", ["大连"])
    store.set_replies(turn.id, [8, 9])
    store.change_turn(turn.id, "南京2020年")
    again = Store(file, DAY)
    found = again.turn_of_reply(CHAT, 9)
    assert found == again.turn_of_message(CHAT, 7) == again.turn(turn.id)
    assert found is not None
    assert (found.question, found.history, found.replies) == ("南京2020年", ("大连",), (8, 9))
    assert again.turn_of_reply(GROUP, 9) is None
    again.close()


def test_turns_end_after_the_time_that_was_promised(file: Path) -> None:
    long = Store(file, DAY)
    turn = long.add_turn(CHAT, ANN, 7, "南京", [])
    long.close()
    short = Store(file, 0)
    assert short.turn(turn.id) is None
    short.add_turn(CHAT, BEN, 8, "大连", [])
    short.close()
    rows = sqlite3.connect(file).execute("SELECT question FROM turns").fetchall()
    assert rows == [("大连",)]


def test_forgetting_leaves_nothing_of_the_chat_and_all_of_the_others(store: Store) -> None:
    for chat, user in ((GROUP, ANN), (GROUP, BEN), (CHAT, ANN)):
        turn = store.add_turn(chat, user, 1, f"问题{chat}-{user}", [])
        store.add_verdict(user, Verdict(turn, "答案", (), good=False))
        store.set_preferences(chat, user, Preferences(5, brief=True))
    assert store.forget(GROUP, ANN) == 1
    assert store.preferences(GROUP, ANN) == Preferences()
    assert [verdict.turn.question for verdict in store.verdicts()] == ["问题-500-22", "问题11-11"]
    assert store.forget(CHAT, None) == 1
    assert store.preferences(GROUP, BEN) == Preferences(5, brief=True)


def test_an_update_is_taken_once_and_given_again_until_it_is_finished(store: Store, file: Path) -> None:
    assert store.take_update(5, '{"update_id": 5}')
    assert not store.take_update(5, '{"update_id": 5}')
    assert store.take_update(6, '{"update_id": 6}')
    store.finish_update(5)
    again = Store(file, DAY)
    assert again.unfinished_updates() == ['{"update_id": 6}']
    assert not again.take_update(5, "{}")
    again.close()


def test_an_update_that_ends_the_process_each_time_is_given_up(store: Store) -> None:
    store.take_update(5, "{}")
    assert [store.unfinished_updates() for _ in range(4)] == [["{}"], ["{}"], ["{}"], []]


def test_what_is_kept_of_a_group_goes_with_it(store: Store) -> None:
    turn = store.add_turn(GROUP, ANN, 1, "南京", [])
    store.set_preferences(GROUP, ANN, Preferences(1))
    store.move_chat(GROUP, -1000500)
    assert store.history(-1000500, ANN, DAY) == ("南京",)
    assert store.preferences(-1000500, ANN) == Preferences(1)
    assert store.turn(turn.id).chat == -1000500  # type: ignore[union-attr]
    assert store.moved_chats() == {-1000500: GROUP}


def test_the_last_verdict_of_a_person_counts_and_misses_become_gold_questions(store: Store) -> None:
    quote = {"text": "突破100亿元", "document": {"id": "nanjing"}}
    wrong, right = (store.add_turn(CHAT, ANN, n, f"问题{n}", ["前面"]) for n in (1, 2))
    store.add_verdict(ANN, Verdict(wrong, "100亿元", (quote,), good=True))
    store.add_verdict(ANN, Verdict(wrong, "100亿元", (quote,), good=False))
    store.add_verdict(BEN, Verdict(right, "100亿元", (quote,), good=True))
    (row,) = gold_rows(store.verdicts())
    assert (row["question"], row["history"], row["docs"]) == ("问题1", ["前面"], ["nanjing"])
    assert row["evidence"] == row["answer"] == [TO_FILL]
    assert [row["evidence"] for row in gold_rows(store.verdicts(), good_too=True)] == [[TO_FILL], ["突破100亿元"]]


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    store = Store(None, DAY)
    store.add_turn(CHAT, ANN, 1, "南京", [])
    assert store.history(CHAT, ANN, DAY) == ("南京",)
    store.close()
    assert list(tmp_path.rglob("*.db*")) == []


def test_a_file_that_is_no_database_is_told(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="请在配置"):
        Store(file, DAY)
