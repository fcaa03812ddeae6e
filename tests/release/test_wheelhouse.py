"""Wheels gathered from a lock are all that a machine without a network needs; what was altered is refused."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import release
from dev import LOCKS, Stop

HERE = release.Machine(f"{sys.version_info.major}.{sys.version_info.minor}", "manylinux_2_28_x86_64")


def tiny_wheel(folder: Path, name: str, *, needs: str = "") -> Path:
    """A wheel with one module and nothing in it."""
    folder.mkdir(exist_ok=True)
    file, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n" + (
        f"Requires-Dist: {needs}\n" if needs else ""
    )
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return file


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that stands for the world outside."""
    shelf = tmp_path / "shelf"
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return shelf


@pytest.fixture
def lock(shelf: Path, tmp_path: Path) -> Path:
    lines = []
    for name, condition in (("tinyone", ""), ("tinytwo", ""), ("tinywin", " ; sys_platform == 'win32'")):
        digest = hashlib.sha256(tiny_wheel(shelf, name).read_bytes()).hexdigest()
        lines.append(f"{name}==1.0{condition} --hash=sha256:{digest}\n")
    lock = tmp_path / "lock.txt"
    lock.write_text("".join(lines))
    return lock


@pytest.fixture
def gathered(lock: Path, tmp_path: Path) -> Path:
    own = tiny_wheel(tmp_path / "dist", "miqyas", needs="tinyone")
    target = tmp_path / "wheelhouse"
    assert release.wheelhouse(HERE, lock=lock, target=target, wheels=[own]) == 0
    return target


def installed(folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What pip says, without a network, of installing the requirements of a wheelhouse."""
    words = ["--no-index", "--find-links", folder, "--require-hashes", "-r", folder / "requirements.txt"]
    target = ["--target", tmp_path / "installed", "--no-cache-dir"]
    command = [sys.executable, "-m", "pip", "install", *words, *target]
    return subprocess.run(command, env={"PATH": "", "HOME": str(tmp_path)}, capture_output=True, text=True)


def test_it_holds_what_this_kind_of_machine_needs_and_our_own(gathered: Path) -> None:
    names = {file.name.partition("-")[0] for file in gathered.glob("*.whl")}
    assert names == {"tinyone", "tinytwo", "miqyas"}
    assert not gathered.with_name("wheelhouse.part").exists()


def test_it_is_installed_without_a_network(gathered: Path, tmp_path: Path) -> None:
    done = installed(gathered, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "installed" / "tinyone.py").exists()


def test_a_wheel_that_was_altered_is_refused(gathered: Path, tmp_path: Path) -> None:
    tiny_wheel(gathered, "tinytwo", needs="something")
    done = installed(gathered, tmp_path)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    checked = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=gathered, capture_output=True)
    assert checked.returncode != 0


def test_half_a_wheelhouse_is_none(lock: Path, shelf: Path, tmp_path: Path) -> None:
    (shelf / "tinytwo-1.0-py3-none-any.whl").unlink()
    with pytest.raises(Stop, match="tinytwo"):
        release.wheelhouse(HERE, lock=lock, target=tmp_path / "wheelhouse", wheels=[])
    assert not (tmp_path / "wheelhouse").exists()


def test_nothing_is_written_over(gathered: Path, lock: Path) -> None:
    with pytest.raises(Stop, match="--into"):
        release.wheelhouse(HERE, lock=lock, target=gathered, wheels=[])


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("manylinux_2_28_x86_64", {"tinyone", "tinytwo"}),
        ("musllinux_1_2_aarch64", {"tinyone", "tinytwo"}),
        ("macosx_14_0_arm64", {"tinyone", "tinytwo"}),
        ("win_amd64", {"tinyone", "tinytwo", "tinywin"}),
    ],
)
def test_a_lock_is_read_for_the_machine_that_is_meant(platform: str, names: set[str], lock: Path) -> None:
    lines = release.concerning(release.Machine("3.12", platform), lock).splitlines()
    assert {line.partition("==")[0] for line in lines} == names
    assert all("--hash=sha256:" in line and ";" not in line for line in lines)


def test_the_lock_of_an_installation_can_be_read_so() -> None:
    lines = release.concerning(HERE, LOCKS / "run.txt").splitlines()
    assert {"django", "psycopg", "typst"} <= {line.partition("==")[0] for line in lines}
    assert "colorama" not in {line.partition("==")[0] for line in lines}


def test_a_platform_that_is_none_is_told() -> None:
    with pytest.raises(Stop, match="beos_x86 is no platform"):
        release.told_of(release.Machine("3.12", "beos_x86"))


def test_without_our_own_wheel_there_is_nothing_to_gather(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "DIST", tmp_path)
    with pytest.raises(Stop, match=r"python3 dev\.py build"):
        release.gather([])
