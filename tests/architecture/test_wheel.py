"""A built wheel carries everything that a page, a chart or a computation needs."""

import subprocess
import sys
import zipfile

import pytest

from tests.architecture.tree import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """Names of the files in a wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return set(zipfile.ZipFile(next(folder.glob("*.whl"))).namelist())


@pytest.mark.parametrize(
    "name",
    [
        "miqyas/web/static/vendor/vega.js",
        "miqyas/web/static/vendor/fonts/plex-arabic-400.woff2",
        "miqyas/reports/geo/world.json",
        "miqyas/scanner/gather/axe/axe.min.js",
        "miqyas/scanner/gather/axe/LICENSE.txt",
        "miqyas/reports/fonts/IBMPlexSansArabic_400Regular.ttf",
        "miqyas/reports/fonts/IBMPlexSans_400Regular.ttf",
        "miqyas/observations/tables/survey_results.csv",
        "miqyas/kernel/words.yaml",
        "miqyas/py.typed",
    ],
)
def test_it_holds(name, wheel):
    assert name in wheel


def test_it_holds_no_half_made_file_and_nothing_of_the_checkout(wheel):
    assert not {name for name in wheel if name.endswith(".part") or "__pycache__" in name}
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"miqyas"}
