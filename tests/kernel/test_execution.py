"""The same work gives the same numbers whoever does it, in whatever number, and whoever dies over it."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.kernel.engines import AHEAD, LOSSES_BORNE
from miqyas.kernel.execution import (
    MOST_WORKERS,
    SERIAL,
    ExecutionError,
    chunks_of,
    map_chunks,
    open_engine,
)

CHUNKS = chunks_of(1050, size=100, seed=7)
SLEEP = 40
ENGINES = ["processes:1", "processes:2", "dask:2"]


def draw(chunk):
    return chunk.generator().normal(size=(len(chunk), 3))


def draw_and_die_once(chunk, *, index, grave):
    """Draw, but the first worker to come to chunk `index` is killed over it."""
    if chunk.index == index and not Path(grave).exists():
        Path(grave).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return draw(chunk)


def die(chunk):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(chunk):
    if chunk.index == 3:
        raise ZeroDivisionError(f"chunk {chunk.index}")
    return chunk.index


def leave_a_mark(chunk, *, folder, seconds=0.0):
    (Path(folder) / f"{chunk.index}").touch()
    time.sleep(seconds)
    return chunk.index


def workers_left(pids):
    """Those that are still there after a while in which they could have ended."""
    deadline = time.monotonic() + SLEEP / 2
    while (left := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def is_alive(pid):
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def own_pid(chunk):
    time.sleep(0.05)
    return os.getpid()


@pytest.fixture(scope="module")
def serial():
    return np.concatenate(list(map_chunks(draw, CHUNKS)))


class TestChunks:
    @given(st.integers(0, 500), st.integers(1, 60))
    def test_together_they_are_the_whole(self, total, size):
        chunks = chunks_of(total, size=size, seed=1)
        assert [place for chunk in chunks for place in range(chunk.start, chunk.stop)] == list(range(total))
        assert [chunk.index for chunk in chunks] == list(range(len(chunks)))

    def test_each_has_numbers_of_its_own(self, serial):
        assert len(np.unique(serial)) == serial.size

    def test_longer_work_begins_as_shorter_work_does(self, serial):
        longer = np.concatenate(list(map_chunks(draw, chunks_of(2000, size=100, seed=7))))
        assert np.array_equal(longer[:1000], serial[:1000])

    def test_another_seed_is_other_numbers(self, serial):
        other = np.concatenate(list(map_chunks(draw, chunks_of(1050, size=100, seed=8))))
        assert not np.isin(other, serial).any()

    def test_a_second_use_gives_the_same_even_after_spawning(self):
        (chunk,) = chunks_of(4, size=4, seed=7)
        spawned = [child.random() for child in chunk.generator().spawn(2)]
        assert [child.random() for child in chunk.generator().spawn(2)] == spawned

    @pytest.mark.parametrize(("total", "size", "seed"), [(-1, 4, 1), (4, 0, 1), (4, -1, 1), (4, 1, -1)])
    def test_nonsense_is_refused(self, total, size, seed):
        with pytest.raises(ValueError, match=r"chunks|non-negative"):
            chunks_of(total, size=size, seed=seed)


class TestEveryEngine:
    @pytest.mark.parametrize("name", ENGINES)
    def test_gives_the_numbers_of_this_process(self, name, serial):
        with open_engine(name) as engine:
            assert engine.name == name
            assert engine.workers == int(name[-1])
            for _ in range(2):
                there = np.concatenate(list(map_chunks(draw, CHUNKS, engine=engine)))
                assert np.array_equal(there, serial)

    @pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
    @pytest.mark.parametrize(("name", "index"), [*product(ENGINES[:2], [0, 5, 10]), ("dask:2", 5)])
    def test_a_killed_worker_loses_and_doubles_nothing(self, name, index, serial, tmp_path):
        grave = tmp_path / "grave"
        shares = []
        with open_engine(name) as engine:
            function = partial(draw_and_die_once, index=index, grave=str(grave))
            there = list(map_chunks(function, CHUNKS, engine=engine, on_progress=shares.append))
        assert grave.exists(), "nobody died"
        assert np.array_equal(np.concatenate(there), serial)
        assert shares == pytest.approx([done / 11 for done in range(1, 12)])

    @pytest.mark.parametrize("name", ["serial", *ENGINES])
    def test_an_error_of_the_work_comes_as_it_is(self, name):
        with open_engine(name) as engine:
            results = map_chunks(fail, CHUNKS, engine=engine)
            assert [next(results), next(results), next(results)] == [0, 1, 2]
            with pytest.raises(ZeroDivisionError, match="chunk 3"):
                next(results)

    @pytest.mark.parametrize("name", ["serial", *ENGINES])
    def test_little_is_done_ahead_of_what_is_taken(self, name, tmp_path):
        with open_engine(name) as engine:
            results = map_chunks(partial(leave_a_mark, folder=str(tmp_path)), CHUNKS, engine=engine)
            assert next(results) == 0
            time.sleep(0.3)
            assert 1 <= len(list(tmp_path.iterdir())) <= AHEAD * engine.workers
            assert list(results) == list(range(1, 11))

    @pytest.mark.parametrize("name", ["serial", *ENGINES])
    def test_no_work_is_done_at_once(self, name):
        with open_engine(name) as engine:
            assert list(map_chunks(draw, (), engine=engine)) == []


class TestCancelling:
    @pytest.mark.parametrize("cause", [InterruptedError, KeyboardInterrupt])
    @pytest.mark.parametrize("name", ["serial", *ENGINES])
    def test_whoever_raises_in_progress_ends_the_work(self, name, cause, tmp_path):
        def stop(share):
            raise cause

        with pytest.raises(cause), open_engine(name) as engine:
            for _ in map_chunks(
                partial(leave_a_mark, folder=str(tmp_path)), CHUNKS, engine=engine, on_progress=stop
            ):
                pass
        begun = len(list(tmp_path.iterdir()))
        assert begun <= AHEAD * engine.workers
        time.sleep(0.3)
        assert len(list(tmp_path.iterdir())) == begun

    @pytest.mark.parametrize("name", ["processes:2", "dask:2"])
    def test_nobody_waits_for_what_is_in_the_middle(self, name, tmp_path):
        began = time.monotonic()
        with open_engine(name) as engine:
            pids = {*map_chunks(own_pid, CHUNKS[:8], engine=engine)}
            quarrel = partial(give_up_beside_a_sleeper, folder=str(tmp_path))
            with pytest.raises(InterruptedError):
                list(map_chunks(quarrel, CHUNKS, engine=engine))
        assert time.monotonic() - began < SLEEP, "the sleeper was waited for"
        assert not workers_left(pids)

    @pytest.mark.parametrize("name", ["processes:2"])
    def test_the_engine_serves_again_afterwards(self, name, serial):
        with open_engine(name) as engine:
            results = map_chunks(draw, CHUNKS, engine=engine)
            next(results)
            results.close()
            assert np.array_equal(np.concatenate(list(map_chunks(draw, CHUNKS, engine=engine))), serial)


def give_up_beside_a_sleeper(chunk, *, folder):
    """Chunk 0 raises once another chunk sleeps for longer than anybody would wait."""
    if chunk.index:
        (Path(folder) / "asleep").touch()
        time.sleep(SLEEP)
    while not (Path(folder) / "asleep").exists():
        time.sleep(0.01)
    raise InterruptedError


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
class TestGivingUp:
    def test_work_that_kills_whoever_takes_it_is_given_up(self):
        with (
            open_engine("processes:1") as engine,
            pytest.raises(ExecutionError, match="workers_lost") as caught,
        ):
            list(map_chunks(die, CHUNKS[:1], engine=engine))
        assert caught.value.params["n"] == LOSSES_BORNE + 1
        assert "serial" in caught.value.render("ar")

    def test_processes_end_with_their_parent(self, tmp_path):
        script = tmp_path / "parent.py"
        script.write_text(PARENT.format(folder=str(Path(__file__).parent)), encoding="utf-8")
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=SLEEP)
        pids = done.stdout.split()
        assert pids, done.stderr
        assert done.returncode == -signal.SIGKILL
        assert not workers_left(pids)


PARENT = """
import os, signal, sys
sys.path.insert(0, {folder!r})
import test_execution as here
if __name__ == "__main__":
    with here.open_engine("processes:2") as engine:
        print(*set(here.map_chunks(here.own_pid, here.CHUNKS[:8], engine=engine)), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def cluster():
    """A cluster that somebody else opened."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as opened:
        yield opened


class TestClusterElsewhere:
    def test_it_is_found_by_its_address_used_and_left_running(self, cluster, serial):
        for _ in range(2):
            with open_engine(f"dask:{cluster.scheduler_address}") as engine:
                assert engine.workers == 1
                assert np.array_equal(np.concatenate(list(map_chunks(draw, CHUNKS, engine=engine))), serial)

    def test_one_of_another_version_is_refused(self, cluster, monkeypatch):
        monkeypatch.setattr("miqyas.kernel.engines.software_hash", os.getcwd)
        monkeypatch.chdir("/")
        with (
            pytest.raises(ExecutionError, match="cluster_of_other_software") as caught,
            open_engine(f"dask:{cluster.scheduler_address}"),
        ):
            pass
        assert cluster.scheduler_address in caught.value.problem("ar")

    def test_one_that_goes_away_in_the_middle_is_named(self, cluster, tmp_path):
        with open_engine(f"dask:{cluster.scheduler_address}") as engine:
            results = map_chunks(partial(leave_a_mark, folder=str(tmp_path)), CHUNKS, engine=engine)
            next(results)
            cluster.close()
            with pytest.raises(ExecutionError, match="cluster_gone") as caught:
                list(results)
        assert cluster.scheduler_address in caught.value.problem("en")


class TestNames:
    @pytest.mark.parametrize(
        "text",
        ["", "turbo", "serial:2", "processes", "processes:", "processes:two", "processes:-1", "processes:1.5",
         "dask", "dask:", "dask:host", "dask:2:3", "threads:2", "Serial", "processes:2 dask:2",
         "processes:²", "processes:" + "9" * 5000],
    )  # fmt: skip
    def test_an_unknown_name_is_told_what_there_is(self, text):
        with pytest.raises(ExecutionError, match="unknown_engine") as caught, open_engine(text):
            pass
        assert "processes:2" in caught.value.render("ar")
        assert "dask:tcp://" in caught.value.render("en")

    @pytest.mark.parametrize("text", ["processes:0", "dask:0", "processes:257", "dask:1000000"])
    def test_no_worker_and_too_many_are_refused(self, text):
        with pytest.raises(ExecutionError, match="workers_number") as caught, open_engine(text):
            pass
        assert str(MOST_WORKERS) in caught.value.remedy("en")

    def test_spaces_around_a_name_do_no_harm(self):
        with open_engine(" serial ") as engine:
            assert engine is SERIAL

    def test_a_cluster_without_the_extra_says_how_to_install_it(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "distributed", None)
        with pytest.raises(ExecutionError, match="no_cluster_extra") as caught, open_engine("dask:2"):
            pass
        assert "miqyas[cluster]" in caught.value.remedy("ar")

    @pytest.mark.parametrize(
        "address", ["tcp://127.0.0.1:9", "nonsense://x:1", "tcp://no.such.host.invalid:8786"]
    )
    def test_a_cluster_that_does_not_answer_is_named(self, address, monkeypatch):
        monkeypatch.setattr("miqyas.kernel.engines.PATIENCE", 0.5)
        with (
            pytest.raises(ExecutionError, match="cluster_unreachable") as caught,
            open_engine(f"dask:{address}"),
        ):
            pass
        assert address in caught.value.problem("en")
