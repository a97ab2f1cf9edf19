"""Who may ask, and how often."""

import pytest

from bot.telegram.access import AccessError, Pace, read_access


def test_closed_unless_opened() -> None:
    closed = read_access([], ["9"])
    assert not closed.may_ask(1, 1, {})
    assert closed.may_ask(9, 9, {})
    assert closed.is_admin(9)
    some = read_access(["1", "-500"], [])
    assert some.may_ask(1, 77, {})
    assert some.may_ask(2, -500, {})
    assert not some.may_ask(2, 2, {})
    assert read_access(["*"], []).may_ask(2, 2, {})


def test_a_group_keeps_its_right_under_its_new_number() -> None:
    some = read_access(["-500"], [])
    assert some.may_ask(2, -1000500, {-1000500: -500})
    assert not some.may_ask(2, -1000500, {})


def test_names_are_no_numbers() -> None:
    with pytest.raises(AccessError, match="admins"):
        read_access(["*"], ["@boss"])


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_person_has_a_pace_of_their_own() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    assert [pace.wait(1) for _ in range(2)] == [0, 0]
    assert pace.wait(1) == 60
    assert pace.wait(2) == 0
    clock.now = 45
    assert pace.wait(1) == 15
    clock.now = 61
    assert pace.wait(1) == 0


def test_a_flood_is_told_once_a_minute() -> None:
    clock = Clock()
    pace = Pace(1, clock)
    assert [pace.tell(1), pace.tell(1), pace.tell(2)] == [True, False, True]
    clock.now = 60
    assert pace.tell(1)


def test_those_who_are_silent_are_forgotten() -> None:
    clock = Clock()
    pace = Pace(1, clock)
    for user in range(1500):
        pace.wait(user)
    clock.now = 120
    pace.wait(1)
    assert len(pace._asked) == 1
