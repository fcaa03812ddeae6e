"""From the wheel alone, with neither node nor uv nor a checkout, the site is served at the first start."""

import http.client
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`miqyas` of an environment with the wheel installed; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    site = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    site.joinpath("shared.pth").write_text(sysconfig.get_path("purelib"))
    install = ["--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, capture_output=True)
    return python.with_name("miqyas")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The whole environment of its processes: a home of their own, and no other program."""
    return {"HOME": str(tmp_path_factory.mktemp("home")), "PATH": os.devnull, "MIQYAS_LANGUAGE": "en"}


@pytest.fixture(scope="module")
def site(program: Path, own: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator["Site"]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    command = [program, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=own, cwd=elsewhere, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield Site(port, data=Path(own["HOME"], ".local/share/miqyas"), said=server)
        finally:
            server.terminate()


class Site:
    """A running one."""

    def __init__(self, port: int, *, data: Path, said: subprocess.Popen[str]) -> None:
        self.port, self.data, self.server = port, data, said

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer, asked for again while the first start goes on."""
        for _ in range(600):
            assert self.server.poll() is None, "the server has ended"
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("GET", path, headers=headers)
                return connection.getresponse()
            except ConnectionError:
                time.sleep(0.2)
        raise TimeoutError

    def linked(self, pattern: str) -> str:
        """The first address of that form on the home page."""
        found = re.search(pattern, self.get("/en/").read().decode())
        assert found
        return found[0]


def test_the_home_page_is_served(site: Site) -> None:
    assert site.get("/en/").status == 200


def test_a_page_for_people_finds_its_tables(site: Site) -> None:
    assert site.get("/en/account/first/nothing/").status == 410


def test_the_key_is_made_once_and_for_its_owner(site: Site) -> None:
    site.get("/healthz")
    key = site.data / "secret_key"
    assert len(key.read_text()) > 50
    assert key.stat().st_mode & 0o077 == 0


def test_a_style_sheet_comes_by_its_hash_compressed_and_for_good(site: Site) -> None:
    answer = site.get(
        site.linked(r"/static/web/css/tokens\.[0-9a-f]{12}\.css"), **{"Accept-Encoding": "gzip"}
    )
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_font_comes(site: Site) -> None:
    answer = site.get(site.linked(r"/static/vendor/fonts/plex-[a-z]+-400\.[0-9a-f]{12}\.woff2"))
    assert (answer.status, answer.read(4)) == (200, b"wOF2")


def test_it_says_where_the_administrator_enters(site: Site) -> None:
    site.get("/healthz")
    assert site.server.stdout is not None
    said = site.server.stdout.readline() + site.server.stdout.readline()
    entrance = re.search(rf"http://127\.0\.0\.1:{site.port}(/[a-z]+/account/first/\S+)", said)
    assert entrance, said
    assert site.get(entrance[1]).status == 200


def test_a_second_start_has_nothing_to_prepare(program: Path, own: dict[str, str], site: Site) -> None:
    site.get("/healthz")
    told = subprocess.run([program, "doctor", "--json"], env=own, capture_output=True, text=True, check=False)
    assert '"name": "migrations",\n      "ok": true' in told.stdout
