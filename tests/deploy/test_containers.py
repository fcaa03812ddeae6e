"""Images and services are described without faults: small rights, no server named, nothing too early."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT

DEPLOY = ROOT / "deploy"
INSTRUCTIONS = {
    "ARG", "FROM", "ENV", "RUN", "COPY", "USER", "WORKDIR", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT",
    "CMD",
}  # fmt: skip
SERVICE_KEYS = {
    "image", "build", "env_file", "environment", "volumes", "networks", "restart", "read_only", "tmpfs",
    "cap_drop", "security_opt", "stop_grace_period", "healthcheck", "command", "depends_on", "ports",
    "deploy", "profiles", "shm_size",
}  # fmt: skip
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Containerfile with its words, continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def stages() -> dict[str, list[tuple[str, str]]]:
    """The instructions of each image, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, words in instructions():
        if name == "FROM":
            found[words.split(" AS ")[1]] = []
        elif found:
            found[list(found)[-1]].append((name, words))
    return found


def test_every_instruction_is_one():
    assert {name for name, _ in instructions()} <= INSTRUCTIONS
    assert set(stages()) == {"packages", "scanner-packages", "scanner", "web"}


def test_every_image_begins_with_the_one_that_is_chosen():
    assert {words.partition(" AS ")[0] for name, words in instructions() if name == "FROM"} == {"${BASE}"}


@pytest.mark.parametrize("stage", ["web", "scanner"])
def test_no_process_is_root_and_none_is_begun_by_a_shell(stage):
    last = dict(stages()[stage])
    assert last["USER"] == "10001:10001"
    assert last["ENTRYPOINT"].startswith('["miqyas"')
    assert last["CMD"].startswith("[")


def test_what_is_copied_from_an_image_is_there():
    for words in (words for found in stages().values() for name, words in found if name == "COPY"):
        source = re.match(r"--from=(\S+)", words)
        named = (
            source[1] in stages() if source else bool(list(ROOT.glob(words.split()[0]))) or "dist/" in words
        )
        assert named, words


def test_packages_are_installed_by_their_hashes_or_from_the_folder():
    installs = [words for found in stages().values() for name, words in found if "pip install" in words]
    assert len(installs) == 4
    assert all("--require-hashes" in words or "--no-deps --no-index" in words for words in installs)


def test_health_is_asked_by_a_program_that_is_there():
    asked = dict(stages()["web"])["HEALTHCHECK"]
    command = yaml.safe_load(asked.partition("CMD ")[2])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "healthcheck", "exec")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose) -> dict[str, Any]:
    return compose["services"]


def test_services_have_no_word_that_nobody_knows(compose, services):
    assert set(compose) == {"name", "x-miqyas", "services", "networks", "volumes"}
    unknown = {name: set(service) - SERVICE_KEYS for name, service in services.items()}
    assert not {name: words for name, words in unknown.items() if words}


def test_nothing_begins_before_what_it_needs(services):
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services, name
            assert how["condition"] in CONDITIONS
            if how["condition"] == "service_healthy":
                assert "test" in services[needed]["healthcheck"]
            if how["condition"] == "service_completed_successfully":
                assert services[needed]["restart"] == "no"


def test_volumes_and_networks_are_declared(compose, services):
    for service in services.values():
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(compose["volumes"])
        assert set(service["networks"]) <= set(compose["networks"])


def test_our_own_have_small_rights(services):
    for name in ("setup", "web", "worker", "scanner"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
        assert services[name]["tmpfs"]


def test_only_the_site_is_reached_and_only_from_this_machine(compose, services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert services["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_images_name_no_server(services):
    chosen = [service["image"] for service in services.values()]
    defaults = [re.fullmatch(r"\$\{[A-Z_]+:-([a-z]+:[a-z0-9.-]+)\}", image) for image in chosen]
    assert all(defaults), chosen


def test_commands_are_ours(services):
    from miqyas.cli.main import app

    known = {command.name for command in app.registered_commands}
    assert {services[name]["command"][0] for name in ("setup", "web", "worker")} <= known


def test_images_are_built_from_stages_that_exist(services):
    built = {service["build"]["target"] for service in services.values() if "build" in service}
    assert built == {"web", "scanner"}
    assert built <= set(stages())


def test_a_password_that_nobody_set_stops_it(services):
    for name, key in (("database", "POSTGRES_PASSWORD"), ("web", "MIQYAS_DATABASE_URL")):
        assert "${POSTGRES_PASSWORD:?" in services[name]["environment"][key]


def test_its_environment_file_is_the_example_that_is_there(services):
    (named,) = services["web"]["env_file"]
    assert Path(DEPLOY / f"{named}.example").is_file()
