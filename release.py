"""What leaves the checkout: `python3 dev.py build`, `release` and `wheelhouse`.

`dev.py` has installed what this needs before it calls here. Two things ask the network: the audit, which says
so where it gets no answer, and the wheelhouse, which is for machines that have none.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dev import BIN, FRONT, LOCKS, PACKAGE, PYTHON, ROOT, Stop, asset_folders, environment, quietly, timed

DIST = ROOT / "dist"
COLLECTED = ROOT / "build" / "static"
FIXED_DATE = "1580601600"  # hatchling's own
SUMS = "SHA256SUMS"


# --- build


def build(_: Sequence[str] = ()) -> int:
    """Make wheel and source distribution of this checkout."""
    with timed("writing the documentation"):
        quietly(PYTHON, "-m", "docs.site")
    with timed("collecting static files"):
        collect(COLLECTED)
    with timed("packing"):
        pack(DIST)
    for file in sorted(DIST.iterdir()):
        print(f"  {file.name}  {file.stat().st_size / 1e6:.1f} MB")
    return 0


def collect(target: Path) -> None:
    """Put static files, under names with hashes and compressed, into a folder that is there whole or not."""
    with tempfile.TemporaryDirectory() as folder:
        # Of the settings of whoever builds, none has a say in it.
        own = {"MIQYAS_RELEASE": "true", "MIQYAS_DATA_DIR": folder, "MIQYAS_PROFILE": "main"}
        command = (PYTHON, "-m", "miqyas", "manage", "collectstatic", "--no-input")
        quietly(*command, more=own, without=[name for name in os.environ if name.startswith("MIQYAS_")])
        manifest = Path(folder) / "static" / "staticfiles.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()), sort_keys=True))
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(exist_ok=True)
        shutil.move(manifest.parent, target)


def pack(folder: Path) -> None:
    """Both distributions; their bytes follow from what is in them and from the time of the last commit."""
    shutil.rmtree(folder, ignore_errors=True)
    words = ("-m", "hatchling", "build", "-d", folder, "-t", "sdist", "-t", "wheel")
    quietly(PYTHON, *words, more={"SOURCE_DATE_EPOCH": source_date()})


def source_date() -> str:
    """Seconds of the last commit; of a fixed day where there is no history, as in an unpacked source."""
    return os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct") or FIXED_DATE


def git(*words: str) -> str:
    """What git says of this checkout; nothing where it is none."""
    return quietly("git", *words).strip() if (ROOT / ".git").exists() and shutil.which("git") else ""


# --- release


def release(_: Sequence[str] = ()) -> int:
    """Make everything that is published together, of what is committed and of nothing else."""
    if changed := git("status", "--porcelain"):
        raise Stop(f"A release is made of what is committed. Not committed here:\n{changed}")
    build()
    with timed("listing what it is made of"):
        bill = DIST / f"miqyas-{version()}.cdx.json"
        bill.write_text(bill_of_materials(), encoding="utf-8")
    write_sums(DIST)
    print(f"  {audited()}")
    print(f"\nIt is in {DIST.name}/. What else a release asks for: deploy/RELEASE.md")
    return 0


def version() -> str:
    """The version of the sources, as the package itself says it."""
    found = re.search(r'__version__ = "(.+)"', (PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    if not found:
        raise Stop(f"{PACKAGE / '__init__.py'} says no version.")
    return found[1]


def write_sums(folder: Path) -> None:
    """Write the hash of every file of a folder beside them, as `sha256sum --check` reads it."""
    files = sorted(file for file in folder.iterdir() if file.name != SUMS)
    lines = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def bill_of_materials() -> str:
    """What an installation is made of (CycloneDX): locked packages, and those of npm that were copied."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "all.json"
        words = ("environment", "--pyproject", ROOT / "pyproject.toml", "--mc-type", "application")
        quietly(BIN / "cyclonedx-py", *words, "--output-reproducible", "-o", told, PYTHON)
        bill: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    return json.dumps(without_tools(bill), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def without_tools(bill: Mapping[str, Any]) -> dict[str, Any]:
    """The bill of the environment cut to what an installation has, with what came from npm added."""
    locked, root = names_in(LOCKS / "run.txt"), bill["metadata"]["component"]
    copied = list(copied_packages())
    parts = [part for part in bill["components"] if normal(part["name"]) in locked] + copied
    kept = {root["bom-ref"], *(part["bom-ref"] for part in parts)}
    edges = {one["ref"]: kept.intersection(one.get("dependsOn", ())) for one in bill["dependencies"]}
    edges[root["bom-ref"]] = kept - {root["bom-ref"]} - set().union(*edges.values())
    return {
        **bill,
        "metadata": {**bill["metadata"], "component": {**root, "version": version()}},
        "components": parts,
        "dependencies": [{"ref": ref, "dependsOn": sorted(edges.get(ref, ()))} for ref in sorted(kept)],
    }


def normal(name: str) -> str:
    """The one spelling of a package's name.

    >>> normal("Django_CSP")
    'django-csp'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(lock: Path) -> set[str]:
    """The packages of a lock file."""
    found = re.findall(r"^([\w.-]+)(?:\[.*?\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(name) for name in found}


def copied_packages() -> Iterator[dict[str, Any]]:
    """The npm packages of which the wheel carries files, the map's among them."""
    locked = json.loads((FRONT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    sources = [source for folder in asset_folders() for source in folder["files"].values()]
    carried = [*sources, "world-atlas/"]
    for key, package in locked.items():
        name = key.removeprefix("node_modules/")
        if not name or not any(source.startswith(f"{name}/") for source in carried):
            continue
        kind, _, digest = package["integrity"].partition("-")
        yield {
            "type": "library",
            "bom-ref": f"npm:{name}",
            "name": name,
            "version": package["version"],
            "purl": f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
            "licenses": [{"expression": package["license"]}],
            "hashes": [{"alg": kind.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}],
        }


def audited() -> str:
    """Ask for known faults of the locked packages; raises `Stop` with those found."""
    lock = LOCKS / "run.txt"
    command = [BIN / "pip-audit", "--disable-pip", "--require-hashes", "-f", "json", "-r", lock]
    with timed("asking for known vulnerabilities"):
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    return judged(done.stdout, total=len(names_in(lock)))


def judged(told: str, *, total: int) -> str:
    """The words about what pip-audit told; what got no answer counts as not audited.

    >>> judged("", total=2).partition(":")[0]
    'NOT AUDITED'
    """
    packages = json.loads(told)["dependencies"] if told.startswith("{") else []
    if faults := [line for package in packages for line in faults_of(package)]:
        raise Stop("Known vulnerabilities:\n" + "\n".join(faults))
    silent = total - sum("vulns" in package for package in packages)
    if silent > 0:
        remedy = "Ask again where the advisory service is reachable, before publishing."
        return f"NOT AUDITED: {silent} of {total} packages got no answer. {remedy}"
    return f"No known vulnerability in {total} packages."


def faults_of(package: Mapping[str, Any]) -> list[str]:
    """Each known fault of a package as a line."""
    name = f"{package['name']} {package.get('version', '')}"
    faults = ((fault["id"], fault["fix_versions"]) for fault in package.get("vulns", ()))
    return [f"  {name}: {code}, mended by {', '.join(mends) or 'nothing yet'}" for code, mends in faults]


# --- wheelhouse


class Machine(NamedTuple):
    """For what the wheels are, as pip names it: ``3.12``, ``manylinux_2_28_x86_64``."""

    python: str
    platform: str


def wheelhouse(machine: Machine, *, lock: Path, target: Path, wheels: Iterable[Path]) -> int:
    """Gather into a new folder all that is needed where there is no network, for machines of one kind."""
    if target.exists():
        raise Stop(f"{target} is there already. Name another place with --into.", code=2)
    wanted = concerning(machine, lock)
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    (part / "requirements.txt").write_text(wanted, encoding="utf-8")
    with timed(f"gathering wheels for Python {machine.python} on {machine.platform}"):
        words = ("--quiet", "--only-binary", ":all:", "--no-deps", "--require-hashes", "--dest", part)
        kind = ("--implementation", "cp", "--python-version", machine.python)
        fitting = [word for name in fitting_platforms(machine.platform) for word in ("--platform", name)]
        quietly(PYTHON, "-m", "pip", "download", *words, *kind, *fitting, "-r", part / "requirements.txt")
    for wheel in wheels:
        shutil.copy(wheel, part)
    write_sums(part)
    part.replace(target)
    how_to_use(target)
    return 0


def concerning(machine: Machine, lock: Path) -> str:
    """The part of a lock that concerns one kind of machine, with its hashes and without conditions."""
    from packaging.requirements import Requirement  # comes with hatchling

    told, lines = told_of(machine), []
    for entry in lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split("--hash=")
        package = Requirement(requirement)
        if package.marker is None or package.marker.evaluate(told):
            pins = " ".join(f"--hash={digest.strip()}" for digest in hashes)
            lines.append(f"{package.name}{package.specifier} {pins}\n")
    return "".join(lines)


def told_of(machine: Machine) -> dict[str, str]:
    """What conditions in a lock may ask of a machine.

    >>> told_of(Machine("3.12", "manylinux_2_28_x86_64"))["platform_machine"]
    'x86_64'
    """
    found = re.fullmatch(
        r"(manylinux|musllinux|macosx|win)[0-9_]*?_?(x86_64|aarch64|arm64|amd64)", machine.platform
    )
    if not found:
        raise Stop(f"{machine.platform} is no platform of wheels, as manylinux_2_28_x86_64 is one.", code=2)
    systems = {"macosx": ("posix", "darwin", "Darwin"), "win": ("nt", "win32", "Windows")}
    os_name, sys_platform, system = systems.get(found[1], ("posix", "linux", "Linux"))
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": "AMD64" if found[2] == "amd64" else found[2],
        "python_version": machine.python,
        "python_full_version": f"{machine.python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def fitting_platforms(platform: str) -> list[str]:
    """A platform and those older ones whose wheels run on it, which pip does not add by itself.

    >>> fitting_platforms("manylinux_2_18_x86_64")[:3], fitting_platforms("win_amd64")
    (['manylinux_2_18_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64'], ['win_amd64'])
    """
    found = re.fullmatch(r"(manylinux_2|musllinux_1)_(\d+)_(\w+)", platform)
    if not found:
        return [platform]
    family, newest, kind = found[1], int(found[2]), found[3]
    former = {("manylinux_2", 17): "manylinux2014", ("manylinux_2", 12): "manylinux2010"}
    names = ((f"{family}_{minor}", former.get((family, minor))) for minor in range(newest, -1, -1))
    return [f"{name}_{kind}" for pair in names for name in pair if name]


def how_to_use(folder: Path) -> None:
    """Say what to do on the machine without a network."""
    install = f"miqyas/bin/python -m pip install --no-index --find-links {folder.name}"
    print(f"  {len(list(folder.glob('*.whl')))} wheels are in {folder}. On the machine without a network:")
    print(f"    (cd {folder.name} && sha256sum --check --quiet {SUMS})")
    print("    python3 -m venv miqyas")
    print(f"    {install} --require-hashes -r {folder.name}/requirements.txt")
    print(f"    {install} --no-deps miqyas")


def gather(words: Sequence[str]) -> int:
    """Collect wheels for machines without a network: those of a lock, and our own."""
    here, platform = f"{sys.version_info.major}.{sys.version_info.minor}", "manylinux_2_28_x86_64"
    parser = argparse.ArgumentParser(prog="dev.py wheelhouse", description=gather.__doc__)
    parser.add_argument("--python", default=here, help=f"their version of Python ({here})")
    parser.add_argument("--platform", default=platform, help=f"what kind of machine ({platform})")
    parser.add_argument(
        "--lock", choices=("run", "scanner"), default="run", help="to serve, or to scan (run)"
    )
    parser.add_argument("--into", type=Path, default=Path("wheelhouse"), help="folder to make (wheelhouse)")
    given = parser.parse_args(words)
    wheels = sorted(DIST.glob("miqyas-*.whl"))
    if not wheels:
        raise Stop("There is no wheel of Miqyas itself yet. Run: python3 dev.py build", code=2)
    machine, lock = Machine(given.python, given.platform), LOCKS / f"{given.lock}.txt"
    return wheelhouse(machine, lock=lock, target=given.into.resolve(), wheels=wheels)


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "build": build,
    "release": release,
    "wheelhouse": gather,
}
