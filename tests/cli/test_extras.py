"""With the library alone every command does its work, or says which extra it needs and how to get it."""

import pytest

from miqyas.cli.main import app
from tests.extras import run_without

PROGRAM = "sys.argv[0] = 'miqyas'; from miqyas.__main__ import main; main()"
EVERY_MODULE = """
import importlib, pkgutil, miqyas
rooms = sys.argv[1:]
for found in pkgutil.walk_packages(miqyas.__path__, "miqyas."):
    if found.name.split(".")[1] in rooms:
        importlib.import_module(found.name)
        print(found.name)
"""
PURE = [
    "kernel", "sheets", "lexicon", "methodology", "observations", "catalogue", "index", "scanner", "analysis",
    "assessment", "reports", "cli",
]  # fmt: skip


def test_every_module_below_the_pages_is_imported_with_the_library_alone():
    done = run_without(EVERY_MODULE, *PURE)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {name.split(".")[1] for name in done.stdout.split()} == set(PURE)


@pytest.mark.parametrize(
    "words",
    [
        ["country", "BHR"],
        ["rank", "--edition", "2024", "--top", "3"],
        ["compare", "BHR", "TUN"],
        ["history", "COM"],
        ["diff", "2022", "2024"],
        ["explain", "BHR"],
        ["catalogue"],
        ["scan", "--help"],
    ],
    ids=" ".join,
)
def test_what_computes_needs_no_extra(words):
    done = run_without(PROGRAM, *words)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["serve"], "web"),
        (["worker"], "web"),
        (["doctor"], "web"),
        (["backup", "x.zip"], "web"),
        (["manage", "migrate"], "web"),
        (["--profile", "sample"], "web"),
        (["export", "--format", "xlsx", "--out", "{folder}"], "reports"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_what_needs_one_says_so(words, extra, tmp_path):
    done = run_without(PROGRAM, *(word.format(folder=tmp_path / "out") for word in words))
    assert done.returncode == 2
    assert f"pip install 'miqyas[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_no_command_fails_otherwise():
    """Without a word, each command asks for what it lacks or says which extra it needs; none falls over."""
    names = [command.name for command in app.registered_commands]
    ends = """
import contextlib, io
from miqyas.__main__ import main
for words in sys.argv[1:]:
    told = io.StringIO()
    sys.argv = ["miqyas", *words.split()]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(told):
        try:
            main()
        except SystemExit as end:
            code = end.code
    if code not in (0, 1, 2) or "Traceback" in told.getvalue():
        print(words, code, told.getvalue())
"""
    done = run_without(ends, *(name for name in names if name != "verify"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]
