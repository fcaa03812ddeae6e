"""A wheel carries everything that a page, a chart or a computation needs; its bytes can be made again."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import release
from dev import asset_folders

pytestmark = pytest.mark.slow
STATIC = "miqyas/server/static/"


@pytest.fixture
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture
def manifest(wheel: Path) -> dict[str, str]:
    """Static files by the name that pages give them."""
    return json.loads(zipfile.ZipFile(wheel).read(f"{STATIC}staticfiles.json"))["paths"]


def test_it_holds_what_is_copied_and_drawn(names: set[str]) -> None:
    copied = {f"{folder['to']}/{name}" for folder in asset_folders() for name in folder["files"]}
    made = {"src/miqyas/web/static/vendor/vega.js", "src/miqyas/reports/geo/world.json"}
    assert {name.removeprefix("src/") for name in copied | made} <= names


@pytest.mark.parametrize(
    "name", ["observations/tables/survey_results.csv", "kernel/words.yaml", "py.typed", "server/storage.py"]
)
def test_it_holds_data_and_words(name: str, names: set[str]) -> None:
    assert f"miqyas/{name}" in names


@pytest.mark.parametrize(
    "name",
    [
        "web/css/tokens.css",
        "web/js/theme.js",
        "vendor/vega.js",
        "vendor/fonts/plex-arabic-400.woff2",
        "django_htmx/htmx-2.min.js",
        "admin/css/base.css",
    ],
)
def test_static_files_are_there_by_hash_and_compressed(
    name: str, manifest: dict[str, str], names: set[str]
) -> None:
    hashed = STATIC + manifest[name]
    assert hashed in names
    assert f"{hashed}.gz" in names or name.endswith(".woff2")
    assert STATIC + name not in names


@pytest.mark.parametrize(
    ("kind", "naming"), [("css", r"""url\(["']?([^"')?#]+)"""), ("js", r"""(?:from|import) ["'](\.[^"']+)""")]
)
def test_what_style_sheets_and_scripts_name_is_there(
    kind: str, naming: str, wheel: Path, names: set[str]
) -> None:
    package, named = zipfile.ZipFile(wheel), []
    for name in names:
        if name.startswith((f"{STATIC}web/", f"{STATIC}vendor/")) and name.endswith(f".{kind}"):
            found = re.findall(naming, package.read(name).decode())
            named += [(name, one) for one in found if not one.startswith("data:") and "vega" not in name]
    assert named
    lost = [pair for pair in named if os.path.normpath(f"{Path(pair[0]).parent}/{pair[1]}") not in names]
    assert not lost


def test_it_holds_no_half_made_file_and_nothing_of_the_checkout(names: set[str]) -> None:
    assert not {name for name in names if name.endswith(".part") or "__pycache__" in name}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"miqyas"}


def test_built_from_the_source_distribution_it_has_the_same_bytes(
    wheel: Path, unpacked: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither node nor Git nor this checkout is needed for it, and nothing in it is by chance."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", release.source_date())
    source = unpacked()
    again = build_of(source)
    assert again.returncode == 0, again.stderr
    assert next((source / "dist").glob("*.whl")).read_bytes() == wheel.read_bytes()


def test_without_its_assets_none_is_built(unpacked: Callable[[], Path]) -> None:
    source, lost = (
        unpacked(),
        ["src/miqyas/reports/fonts", "build/static", "src/miqyas/web/static/vendor/vega.js"],
    )
    for name in lost[:2]:
        shutil.rmtree(source / name)
    (source / lost[2]).unlink()
    refused = build_of(source)
    assert refused.returncode != 0
    assert "Not built: " in refused.stderr
    assert "missing. Run: python3 dev.py build" in refused.stderr
    assert all(name in refused.stderr for name in lost)
    assert not list(source.glob("dist/*"))


def build_of(source: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    return subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
