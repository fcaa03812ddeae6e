"""What is published names no package registry and no path of the machine that it was written on."""

import re

import pytest

from tests.architecture.tree import ROOT, tracked_files

# In pieces, so that this file passes its own test.
REGISTRIES = [
    ".".join(parts.split())
    for parts in (
        "pypi org", "pythonhosted org", "npmjs org", "npmjs com", "yarnpkg com", "npmmirror com",
        "jsdelivr net", "unpkg com", "cdnjs cloudflare",
        "conda anaconda", "fonts googleapis", "fonts gstatic",
    )
]  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w./-])/(root|home|Users|work|opt|tmp)/\w+")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bghp_\w{20}|\bAKIA[0-9A-Z]{16}\b")


def texts() -> list[tuple[str, str]]:
    """Name and text of every tracked file that is text."""
    found = []
    for file in tracked_files():
        data = file.read_bytes()
        if b"\0" not in data:
            found.append((str(file.relative_to(ROOT)), data.decode("utf-8", errors="replace")))
    return found


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_registry_host(host):
    assert not [name for name, text in texts() if host in text]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, SECRET], ids=["path of a machine", "secret"])
def test_no_line_matches(pattern):
    wrong = [f"{name}: {found[0]}" for name, text in texts() if (found := pattern.search(text))]
    assert not wrong, "\n".join(wrong)


def test_lock_files_that_record_hosts_are_not_tracked():
    assert not {file.name for file in tracked_files()} & {
        "uv.lock",
        "pylock.toml",
        "poetry.lock",
        "yarn.lock",
    }
