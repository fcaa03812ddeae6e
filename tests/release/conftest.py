"""A wheel and a source distribution of this checkout, built once for all that look at them."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import release


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both; of several processes of a run the first builds."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "dist"
    with (Path(tempfile.gettempdir()) / "miqyas-build.lock").open("w") as lock:
        fcntl.flock(
            lock, fcntl.LOCK_EX
        )  # the collected files are in the checkout, which others build from, too
        if not folder.exists():
            release.collect(release.COLLECTED)
            release.pack(folder.with_name("packing"))
            folder.with_name("packing").rename(folder)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture
def unpacked(built: Path, tmp_path: Path) -> Callable[[], Path]:
    """Unpack the source distribution into a folder of the test."""

    def unpack() -> Path:
        shutil.unpack_archive(next(built.glob("*.tar.gz")), tmp_path)
        return next(tmp_path.glob("miqyas-*"))

    return unpack
