"""Settings: what an operator chooses, and what is chosen for them."""

import stat
from pathlib import Path

import pytest

from miqyas.server.config import Config, SettingError, database_of
from miqyas.server.config import config as read_settings


def config(**chosen: object) -> Config:
    return Config(_env_file=None, **chosen)


def test_the_secret_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    first = config(data_dir=tmp_path).secret()
    assert first == config(data_dir=tmp_path).secret()
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_key_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(SettingError, match="secret_cut_short") as refused:
        config(data_dir=tmp_path).secret()
    assert "delete it" in refused.value.render("en")
    assert str(tmp_path / "secret_key") in refused.value.render("ar")


def test_a_short_secret_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingError, match="secret_short") as refused:
        config(secret_key="too short").secret()
    for language in ("ar", "en"):
        assert "MIQYAS_SECRET_KEY" in refused.value.render(language)
        assert "too short" not in refused.value.render(language)


def test_a_secret_key_of_ones_own(tmp_path: Path) -> None:
    assert config(secret_key="x" * 50, data_dir=tmp_path).secret() == "x" * 50
    assert not list(tmp_path.iterdir())


def test_another_profile_has_its_own_database_and_key(tmp_path: Path) -> None:
    main, sample = config(data_dir=tmp_path), config(data_dir=tmp_path, profile="sample")
    assert main.database()["NAME"] != sample.database()["NAME"]
    assert main.secret() != sample.secret()


@pytest.mark.parametrize("profile", ["../up", "Sample", "a b", ""])
def test_a_profile_is_a_plain_name(profile: str) -> None:
    with pytest.raises(ValueError, match="profile"):
        config(profile=profile)


def test_a_package_serves_the_static_files_that_it_carries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (config().release, config().static_root()) == (False, None)
    assert config(release=True, data_dir=tmp_path).static_root() == tmp_path / "static"
    carried = tmp_path / "carried"
    carried.mkdir()
    monkeypatch.setattr("miqyas.server.config.COLLECTED", carried)
    assert config(release=True).static_root() == carried
    assert config(release=False).static_root() is None


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIQYAS_ALLOWED_HOSTS", "a.example, b.example")
    monkeypatch.setenv("MIQYAS_HOME_COUNTRY", "omn")
    monkeypatch.setenv("MIQYAS_TARGET_EDITION", "2030")
    read = config()
    assert (read.allowed_hosts, read.home_country, read.target_edition) == (
        ("a.example", "b.example"),
        "OMN",
        2030,
    )


def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    options = config(data_dir=tmp_path).database()["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_a_postgresql_address_is_taken_apart() -> None:
    entry = database_of("postgresql://me:p%40ss@db.example:6432/miqyas?sslmode=require")
    wanted = {"NAME": "miqyas", "USER": "me", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "6432"}
    assert {name: entry[name] for name in wanted} == wanted
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("mysql://me:secret@localhost/x", "database_scheme"),
        ("localhost", "database_scheme"),
        ("sqlite:///", "database_scheme"),
        ("postgresql://me:secret@localhost", "database_incomplete"),
        ("postgresql://me:secret@localhost:port/x", "database_incomplete"),
    ],
)
def test_an_address_of_a_database_that_cannot_be_used_is_refused_in_words(url: str, detail: str) -> None:
    with pytest.raises(SettingError, match=detail) as refused:
        database_of(url)
    for language in ("ar", "en"):
        said = refused.value.render(language)
        assert "MIQYAS_DATABASE_URL" in said
        assert "postgresql://" in said
        assert "secret" not in said


def test_postgresql_without_its_driver_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miqyas.server.config.find_spec", lambda _: None)
    with pytest.raises(SettingError, match="database_driver") as refused:
        database_of("postgresql://localhost/x")
    assert "miqyas[postgres]" in refused.value.render("ar")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TARGET_EDITION", "soon"),
        ("TARGET_EDITION", "-1"),
        ("TARGET_EDITION", "99999"),
        ("HOME_COUNTRY", "ZZZ"),
        ("CURRENCY", "dinars"),
        ("ENGINE", "turbo"),
        ("ENGINE", "processes:0"),
        ("ENGINE", "dask:host"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"MIQYAS_{name}", value)
    with pytest.raises(SettingError) as refused:
        read_settings.__wrapped__()
    for language in ("ar", "en"):
        assert f"MIQYAS_{name}" in refused.value.render(language)
        assert value in refused.value.render(language)


@pytest.mark.parametrize("name", ["serial", "processes:2", "dask:4", "dask:tcp://host:8786"])
def test_the_engines_of_long_answers(name: str) -> None:
    assert config(engine=name).engine == name


def test_a_language_model_has_an_address_and_a_name() -> None:
    with pytest.raises(ValueError, match="a model has an address and a name"):
        config(model_url="https://models.example/v1")
    whole = config(model_url="https://models.example/v1", model_name="small", model_key="k3y")
    assert (whole.model_name, "k3y" in repr(whole)) == ("small", False)
    assert config().model_url == ""


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIQYAS_TARGET_EDITION", "")
    assert config().target_edition is None


def test_the_folder_is_its_owners(tmp_path: Path) -> None:
    config(data_dir=tmp_path / "var").database()
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
