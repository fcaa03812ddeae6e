"""The site is served from either database by processes that are forked after the first connection."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time

from tests.processes import ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(port: int, path: str) -> int:
    """The status of a page; asked again while the server is not up yet."""
    until = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        with contextlib.suppress(ConnectionError):
            connection.request("GET", path)
            return connection.getresponse().status
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.2)


def test_pages_that_read_the_database_are_answered(environment: dict[str, str]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "miqyas", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        assert status_of(port, "/healthz") == 200
        assert [status_of(port, "/en/account/first/nothing/") for _ in range(12)] == [410] * 12
    finally:
        server.terminate()
        server.wait(30)
