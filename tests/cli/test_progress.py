"""What a person sees of a long command while it runs, and what pipes and JSON are spared."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from miqyas.cli import progress
from miqyas.cli.session import Session

pty = pytest.importorskip("pty", reason="needs a terminal of POSIX")

SHARE = re.compile("[1-9]0%")
LONG = """
import os, signal, sys, time, typer
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may ignore it
from miqyas.cli import progress
from miqyas.cli.main import app

progress.PATIENCE = {patience}

@app.command("long")
def long(ctx: typer.Context) -> None:
    with ctx.obj.progress("cli.progress.drawing", n=5000) as on_progress:
        for done in range(10):
            time.sleep({pause})
            on_progress((done + 1) / 10)
    print("the answer")

app(sys.argv[1:])
"""


def on_a_terminal(*words, pause=0.05, patience=0.05, interrupt=False):
    """What a command prints on its streams and on the terminal that is its standard error; its exit code."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", LONG.format(pause=pause, patience=patience), "long", *words]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    told = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how a terminal of Linux ends
            break
        told += piece
        if not piece:
            break
        if interrupt and b"%" in told:
            process.send_signal(signal.SIGINT)
            interrupt = False
    os.close(ours)
    out, _ = process.communicate(timeout=30)
    return out.decode(), told.decode(), process.returncode


class TestAtATerminal:
    def test_the_words_and_the_share_done(self):
        out, told, code = on_a_terminal("--lang", "en")
        assert (out, code) == ("the answer\n", 0)
        assert "5,000 random draws" in told
        assert SHARE.search(told)
        assert told.index("━") < told.index("─")

    def test_arabic_begins_at_the_right(self):
        out, told, code = on_a_terminal("--lang", "ar")
        assert (out, code) == ("the answer\n", 0)
        assert "سحب" in told
        assert SHARE.search(told).start() < told.rindex("سحب")
        assert told.index("─") < told.index("━")

    def test_the_line_is_gone_at_the_end(self):
        _, told, _ = on_a_terminal("--lang", "en")
        assert told.rstrip().endswith(("\x1b[2K", "\x1b[?25h")), repr(told[-60:])

    def test_json_is_not_accompanied(self):
        assert on_a_terminal("--json")[1] == ""

    def test_what_is_over_sooner_is_not_announced(self):
        assert on_a_terminal("--lang", "en", pause=0, patience=60)[1] == ""

    def test_an_interrupted_command_ends_with_130_and_no_more_words(self):
        out, told, code = on_a_terminal("--lang", "en", pause=0.2, interrupt=True)
        assert (out, code) == ("", 130)
        assert "Traceback" not in told


def test_nobody_watches_a_pipe(capsys):
    with Session("en").progress("cli.progress.working") as on_progress:
        assert on_progress is progress.nothing_shown
        on_progress(0.5)
    assert capsys.readouterr().err == ""


def test_the_share_never_goes_back():
    line = progress._Line("", language="en")
    for share in (0.2, 0.7, 0.4, 7.0):
        line.move(share)
    assert line._share == 1.0


def test_an_interrupted_export_leaves_nothing_half_written(cli, monkeypatch, tmp_path):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    assert cli("export", "--out", str(tmp_path / "out")).code == 130
    assert list((tmp_path / "out").iterdir()) == []
