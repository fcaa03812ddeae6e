"""A host is asked at its pace; time is made up, nobody waits."""

from datetime import UTC, datetime

import pytest

from miqyas.scanner.gather.pace import Clock, Pace, Politeness, seconds_of

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Time:
    """A time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept.append(round(seconds, 6))

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.at, sleep=self.sleep, now=lambda: NOW)


def asked(time: Time, pace: Pace, *answers: tuple[int | None, str], host: str = "a.example") -> list[float]:
    for status, retry_after in answers:
        pace.wait(host)
        pace.told(host, status=status, retry_after=retry_after)
    pace.wait(host)
    return time.slept


OK = (200, "")


def test_there_is_a_pause_between_two_questions_to_a_host_and_none_between_hosts() -> None:
    time = Time()
    pace = Pace(Politeness(pause=1.5), clock=time.clock)
    pace.wait("b.example")
    pace.wait("c.example")
    assert time.slept == []
    assert asked(time, pace, OK, OK) == [1.5, 1.5]


def test_the_pause_begins_when_the_answer_is_there() -> None:
    time = Time()
    pace = Pace(Politeness(pause=1.0), clock=time.clock)
    pace.wait("a.example")
    time.at += 7
    pace.told("a.example", status=200)
    pace.wait("a.example")
    assert time.slept == [1.0]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_half_as_often_each_time(status: int) -> None:
    time = Time()
    busy = (status, "")
    assert asked(
        time, Pace(Politeness(pause=1.0, longest_pause=5.0), clock=time.clock), busy, busy, busy, OK
    ) == [2, 4, 5, 5]


def test_a_host_is_left_alone_for_as_long_as_it_asks() -> None:
    time = Time()
    pace = Pace(Politeness(pause=1.0), clock=time.clock)
    assert asked(time, pace, (429, "40"), OK) == [40.0, 2.0]
    assert pace.why_left("a.example") == ""


def test_a_host_that_asks_for_too_long_is_left() -> None:
    time = Time()
    pace = Pace(Politeness(pause=1.0, longest_wait=60), clock=time.clock)
    pace.told("a.example", status=503, retry_after="61")
    assert pace.why_left("a.example") == "retry_after"


def test_a_wish_beside_another_status_is_none() -> None:
    time = Time()
    pace = Pace(Politeness(pause=1.0), clock=time.clock)
    assert asked(time, pace, (301, "9999")) == [1.0]


@pytest.mark.parametrize("failure", [None, 500, 503])
def test_a_host_that_fails_again_and_again_is_left(failure: int | None) -> None:
    pace = Pace(Politeness(failures=3), clock=Time().clock)
    for status in (failure, failure, 200, failure, failure):
        pace.told("a.example", status=status)
    assert pace.why_left("a.example") == ""
    pace.told("a.example", status=failure)
    assert pace.why_left("a.example") == "failures"
    assert pace.why_left("b.example") == ""


def test_the_pause_of_robots_is_kept_up_to_a_bound() -> None:
    time = Time()
    pace = Pace(Politeness(pause=1.0, longest_pause=10.0), clock=time.clock)
    pace.slow_down("a.example", pause=4.0)
    assert asked(time, pace, OK) == [4.0]
    pace.slow_down("a.example", pause=86400.0)
    pace.slow_down("a.example", pause=0.0)
    assert asked(time, pace, OK)[-1] == 10.0


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 2026 12:02:00 GMT", 120.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("", 0.0),
        ("9" * 400, 999999999.0),
        ("٥", 5.0),
    ],
)
def test_how_long_a_host_asks_to_be_left_alone(told: str, seconds: float) -> None:
    assert seconds_of(told, now=NOW) == seconds
