"""What dev.py says to the person at the keyboard."""

import socket
import subprocess
import sys

import pytest

import dev


def called(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, dev.ROOT / "dev.py", *words], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def busy_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_help_names_every_command():
    shown = called("--help").stdout
    assert all(
        verb in shown for verb in ("run", "test", "shell", "lock", "build", "release", "wheelhouse", "clean")
    )


def test_a_busy_port_is_told_before_anything_is_installed(busy_port):
    done = called("run", "--port", str(busy_port))
    assert done.returncode == 2
    assert f"Port {busy_port} of 127.0.0.1 is in use" in done.stderr
    assert f"python3 dev.py run --port {busy_port + 1}" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("port", ["eighty", "65536", "-1", "0"])
def test_a_port_that_is_none_is_told(port):
    done = called("run", "--port", port)
    assert done.returncode == 2
    assert f"{port} is no port: choose a number from 1 to 65535" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_foreign_address_is_told():
    done = called("run", "--host", "192.0.2.1")
    assert done.returncode == 2
    assert "no address of this machine" in done.stderr


def test_a_word_that_run_does_not_know_is_an_error():
    assert called("run", "--fast").returncode == 2


def test_missing_ensurepip_gets_the_line_that_mends_it(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.Stop, match=r"apt-get install -y python3\.\d+-venv"):
        dev.make_venv()


def test_a_program_that_fails_is_shown_with_what_it_said():
    with pytest.raises(dev.Stop, match=r"(?s)so it goes.*This failed: .*python"):
        dev.quietly(sys.executable, "-c", "import sys; print('so it goes'); sys.exit(3)")


def test_a_server_that_ends_at_once_is_told():
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])
    child.wait()
    with pytest.raises(dev.Stop, match="did not start"):
        dev.wait_for("http://127.0.0.1:9", [child])


def test_pytest_runs_last_and_a_failed_check_fails_the_whole(monkeypatch):
    commands = []

    def run(command, **_):
        commands.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, returncode=int("mypy" in str(command[0])))

    monkeypatch.setattr(dev, "prepare", lambda steps: None)
    monkeypatch.setattr(dev.subprocess, "run", run)
    assert dev.test(["-k", "kernel"]) == 1
    assert commands[-1][1:] == ["-m", "pytest", "-n", "2", "-k", "kernel"]
    assert len(commands) == len(dev.CHECKS) + 1


STAYING = """
import sys
import dev
child = dev.subprocess.Popen([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"])
def stay(*_):
    try:
        child.wait()
    finally:
        dev.end([child])
        print("ended", child.returncode, flush=True)
dev.run = stay
sys.exit(dev.main(["run"]))
"""


def test_being_told_to_end_ends_the_processes_that_were_started():
    """Also where Ctrl-C is not heard, as in a job of a shell in the background."""
    command = ["sh", "-c", 'trap "" INT; exec "$0" "$@"', sys.executable, "-c", STAYING]
    with subprocess.Popen(command, cwd=dev.ROOT, stdout=subprocess.PIPE, text=True) as told:
        assert told.stdout.readline() == "up\n"
        told.terminate()
        assert told.stdout.readline().startswith("ended")
        assert told.wait(timeout=20) == 130
