"""Code in documents runs, and commands in documents exist."""

import doctest
import shlex

import pytest
import typer

from miqyas.cli.main import app
from tests.docs.pages import PAGES, ROOT, blocks, headings, text_of

COMMANDS = typer.main.get_command(app).commands
VERBS = {"run", "test", "shell", "lock", "clean", "build", "release", "wheelhouse"}
MODULES = {"docs.reference", "docs.screenshots", "docs.site", "benchmarks.analysis", "benchmarks.index"}
OTHERS = {"git", "cd", "curl", "pip", "/srv/miqyas/bin/pip", "sha256sum"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@every_page
def test_python_in_documents_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where an example may write
    for code in blocks(page.read_text(encoding="utf-8"), "python"):
        test = doctest.DocTestParser().get_doctest(code, {}, page.name, str(page), 0)
        assert test.examples, "write it as a session: >>> and what it answers"
        assert doctest.DocTestRunner().run(test).failed == 0


@every_page
def test_shell_in_documents_names_commands_that_exist(page):
    for code in blocks(page.read_text(encoding="utf-8"), "sh"):
        for line in code.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                check_command(words, line)


def check_command(words, line):
    match words:
        case ["python3", "dev.py", "shell", "miqyas", *rest] | ["miqyas", *rest]:
            while rest and rest[0].startswith("--"):
                rest = rest[2:]  # an option for all commands, and its value
            assert not rest or {rest[0], " ".join(rest[:2])} & set(COMMANDS), line
        case ["python3", "dev.py", verb, *_]:
            assert verb in VERBS, line
        case ["python", "-m", module, *_]:
            assert module in MODULES, line
        case ["python3", "-m", "venv", _]:
            pass
        case [program, *_]:
            assert program in OTHERS, line


def test_the_readme_names_both_commands_in_both_languages():
    arabic, english = text_of("README.md").split("## English")
    for command in ("python3 dev.py run", "python3 dev.py test"):
        assert command in arabic
        assert command in english


def test_arabic_and_english_of_the_readme_have_the_same_headings():
    arabic, english = text_of("README.md").split("## English")
    count = [len([one for one in headings(part) if one.startswith("### ")]) for part in (arabic, english)]
    assert count[0] == count[1] > 4
    assert len(blocks(arabic, "sh")) == len(blocks(english, "sh"))
