"""Settings, units and proxy of an installation on a machine of its own."""

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from miqyas.server.config import Config
from tests.architecture.tree import ROOT

DEPLOY = ROOT / "deploy"
EXAMPLE = DEPLOY / "miqyas.env.example"
UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir() if path.is_file())
RUNNING = [path for path in UNITS if path.suffix == ".service"]
LINE = re.compile(r"(?P<off># )?MIQYAS_(?P<name>[A-Z_]+)=(?P<value>.*)")


def shown() -> list[re.Match[str]]:
    return [
        found for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if (found := LINE.fullmatch(line))
    ]


def test_the_example_has_every_setting_once():
    assert sorted(found["name"].lower() for found in shown()) == sorted(Config.model_fields)


def test_every_line_of_the_example_can_be_used(tmp_path: Path):
    file = tmp_path / "miqyas.env"
    file.write_text("\n".join(found[0].removeprefix("# ") for found in shown() if found["value"]))
    used = Config(_env_file=file)
    assert used.report_colour == "#0a6e7c"
    assert set(used.report_organisation) == {"ar", "en"}


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """What an installation with the example as it stands has."""
    for name in [name for name in os.environ if name.startswith("MIQYAS_")]:
        monkeypatch.delenv(name)
    return Config(_env_file=EXAMPLE)


def test_the_example_can_be_used(example: Config):
    assert example.is_https
    assert example.base_url.removeprefix("https://") in example.allowed_hosts
    assert example.behind_proxy
    assert "administrator" in example.mfa_roles
    assert not example.debug


def test_what_the_example_leaves_out_has_the_value_that_it_names(example: Config):
    """Where it names one and no example of somebody's own, or of what the package or the unit sets."""
    own = {"data_dir", "database_url", "history_key_file", "allowed_internal_hosts", "release"}
    for found in (found for found in shown() if found["off"] and found["value"]):
        name = found["name"].lower()
        if name not in own and not name.startswith(("oidc_", "model_", "mail_", "report_")):
            named = Config(_env_file=None, **{name: found["value"]})
            assert getattr(example, name) == getattr(named, name), name


def parsed(unit: Path) -> ConfigParser:
    """A unit by its sections; of words that stand twice, the last."""
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str
    parser.read(unit, encoding="utf-8")
    return parser


@pytest.mark.parametrize("unit", RUNNING, ids=lambda unit: unit.name)
def test_a_unit_runs_ours_as_somebody_without_rights(unit: Path):
    service = parsed(unit)["Service"]
    assert (service["User"], service["Group"]) == ("miqyas", "miqyas")
    assert service["EnvironmentFile"] == "/etc/miqyas/miqyas.env"
    assert "/srv/miqyas/bin/miqyas " in service["ExecStart"]
    assert unit.name.startswith("miqyas-")  # so that the hardening is its own


def test_the_timer_starts_the_backup():
    timer = parsed(DEPLOY / "systemd" / "miqyas-backup.timer")
    assert timer["Timer"]["Persistent"] == "true"
    assert (DEPLOY / "systemd" / "miqyas-backup.service").is_file()


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units in a folder, with a program that is there in the place of ours."""
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text().replace("/srv/miqyas/bin/miqyas", sys.executable))
    worker = tmp_path / "units" / "miqyas-worker@.service"
    worker.rename(worker.with_name("miqyas-worker@1.service"))
    return tmp_path / "units"


def analysed(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    return subprocess.run(["systemd-analyze", *words], env=own, capture_output=True, text=True, check=False)


needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")


@needs_systemd
def test_systemd_finds_no_fault(installed: Path):
    done = analysed("verify", "--man=no", *sorted(installed.glob("miqyas-*.*[er]")), folder=installed)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "miqyas" in line]) == (0, [])


@needs_systemd
@pytest.mark.parametrize("unit", ["miqyas-web.service", "miqyas-worker@1.service", "miqyas-backup.service"])
def test_systemd_counts_it_among_the_well_protected(unit: str, installed: Path):
    done = analysed("security", "--offline=true", "--threshold=20", unit, folder=installed)
    assert done.returncode == 0, done.stdout.splitlines()[-1:] + done.stderr.splitlines()


@pytest.fixture
def directives() -> list[list[str]]:
    """The proxy's configuration, a directive a list of words, with a word for what opens and ends a block."""
    text = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    pieces = re.findall(r'(?:"[^"]*"|[^;{}"])+|[;{}]', text)
    words: list[list[str]] = []
    for piece, end in zip(pieces, [*pieces[1:], ""], strict=True):
        if piece.strip() and piece not in ";{}":
            assert end in {";", "{"}, f"nothing ends {piece.strip()!r}"
            words.append(piece.split())
    assert text.count("{") == text.count("}")
    return words


def values(directives: list[list[str]], name: str) -> list[list[str]]:
    return [words[1:] for words in directives if words[0] == name]


def test_the_proxy_says_itself_how_people_came_in(directives):
    headers = {words[0]: words[1] for words in values(directives, "proxy_set_header")}
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["Host"] == "$host"


def test_the_proxy_lets_through_the_largest_file_that_may_be_handed_in(directives):
    ((size,),) = values(directives, "client_max_body_size")
    assert int(size.removesuffix("m")) > Config.model_fields["file_mb"].default


def test_whoever_comes_without_encryption_is_led_to_it(directives):
    assert ["301", "https://$host$request_uri"] in values(directives, "return")
    assert values(directives, "ssl_protocols") == [["TLSv1.2", "TLSv1.3"]]
