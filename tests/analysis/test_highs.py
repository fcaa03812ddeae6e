"""The solver as all who call it have it: silent, in a thread beside, its errors passed on."""

import threading

import numpy as np
import pytest
from scipy import optimize

from miqyas.analysis import highs
from miqyas.analysis.highs import milp

PROGRAM = {
    "constraints": [optimize.LinearConstraint(np.array([[2.0, 3.0]]), -np.inf, 5.0)],
    "integrality": np.ones(2),
}
ALOUD = {**PROGRAM, "options": {"disp": True}}


def test_it_writes_nothing_even_where_it_would(capfd):
    optimize.milp(np.array([-1.0, -2.0]), **ALOUD)
    assert "HiGHS" in capfd.readouterr().out
    milp(np.array([-1.0, -2.0]), **ALOUD)
    assert capfd.readouterr() == ("", "")


def test_what_is_printed_before_and_after_is_not_lost(capfd):
    print("before")
    milp(np.array([-1.0, -2.0]), **ALOUD)
    print("after")
    assert capfd.readouterr().out == "before\nafter\n"


def test_it_works_in_a_thread_of_its_own(monkeypatch):
    names = []
    monkeypatch.setattr(optimize, "milp", lambda *_, **__: names.append(threading.current_thread().name))
    milp(np.array([-1.0]))
    assert names == ["solver"]


def test_its_errors_are_raised_where_it_was_asked():
    with pytest.raises(ValueError, match="integrality"):
        milp(np.array([-1.0]), integrality=np.array([7.0]))


def test_the_next_programme_waits_for_one_that_was_given_up():
    """Two solvers at once in one process bring it down when it leaves."""
    ends, order = threading.Event(), []

    def slow():
        order.append("first begins")
        ends.wait(5)
        order.append("first ends")

    def give_up():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), highs.watched(give_up):
        highs._aside(slow)
    threading.Timer(0.3, ends.set).start()
    highs._aside(lambda: order.append("second"))
    assert order == ["first begins", "first ends", "second"]
