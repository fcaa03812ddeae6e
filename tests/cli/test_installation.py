"""`serve`, `worker`, `doctor`, `manage`: what the command line starts and what it passes on."""

import socket

import pytest


class Pretended:
    """Processes that only note what they were asked."""

    def __init__(self, *, is_well: bool = True) -> None:
        self.asked: list = []
        self.is_well = is_well
        self.is_migrated = True
        self.entrance = None

    def first_start(self, host, port):
        self.asked.append("first_start")
        return self.entrance

    def serve(self, host, port):
        self.asked.append(("serve", host, port))

    def worker(self):
        self.asked.append("worker")

    def manage(self, argv):
        self.asked.append(("manage", *argv))

    def checks(self, language):
        return [
            ("database", True, "SQLite."),
            ("migrations", self.is_migrated, "3 changes wait. Run miqyas manage migrate."),
            ("workers", self.is_well, "None."),
        ]

    def deploy_checks(self, language):
        return [("https", self.is_well, "https.")]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serve_on_a_port(cli, free_port):
    processes = Pretended()
    shown = cli("serve", "--port", str(free_port), processes=processes)
    assert processes.asked == ["first_start", ("serve", "127.0.0.1", free_port)]
    assert f"http://127.0.0.1:{free_port}/" in shown.out


def test_the_first_start_says_where_the_administrator_enters(cli, free_port):
    processes = Pretended()
    processes.entrance = "http://127.0.0.1/ar/account/first/x/"
    assert processes.entrance in cli("serve", "--port", str(free_port), processes=processes).out


def test_a_busy_port_is_said_in_a_sentence(cli):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        shown = cli("serve", "--port", str(taken.getsockname()[1]), processes=Pretended())
    assert shown.code == 2
    assert "choose another with --port" in shown.err


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_on_a_database_of_another_shape(cli, command):
    processes = Pretended()
    processes.is_migrated = False
    shown = cli(command, processes=processes)
    assert shown.code == 2
    assert not [asked for asked in processes.asked if asked != "first_start"]
    assert "The database is not ready: 3 changes wait. Run miqyas manage migrate." in shown.err


def test_it_starts_where_only_a_worker_is_missing(cli):
    processes = Pretended(is_well=False)
    cli("worker", processes=processes)
    assert processes.asked == ["worker"]


def test_worker(cli):
    processes = Pretended()
    cli("worker", processes=processes)
    assert processes.asked == ["worker"]


def test_words_after_manage_are_passed_on_as_they_are(cli):
    processes = Pretended()
    cli("manage", "migrate", "--no-input", "--help", "--json", processes=processes)
    assert processes.asked == [("manage", "migrate", "--no-input", "--help", "--json")]


@pytest.mark.parametrize(("is_well", "code"), [(True, 0), (False, 1)])
def test_doctor(cli, is_well, code):
    shown = cli("doctor", "--json", processes=Pretended(is_well=is_well))
    assert (shown.code, shown.json["ok"]) == (code, is_well)
    assert "Database" in cli("doctor", processes=Pretended()).out


@pytest.mark.parametrize(("is_well", "code"), [(True, 0), (False, 1)])
def test_doctor_before_others_rely_on_it(cli, is_well, code):
    shown = cli("doctor", "--deploy", "--json", processes=Pretended(is_well=is_well))
    assert (shown.code, shown.json["checks"][-1]["name"]) == (code, "https")
    assert "Encryption" in cli("doctor", "--deploy", processes=Pretended()).out
    assert "Encryption" not in cli("doctor", processes=Pretended()).out


def test_the_library_alone_starts_nothing(cli):
    shown = cli("worker")
    assert shown.code == 2
    assert "python -m miqyas" in shown.err
