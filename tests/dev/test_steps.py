"""A step of dev.py is done once, done again when what it was made from changes, never trusted half-done."""

import pytest

import dev


@pytest.fixture
def stamps(tmp_path):
    folder = tmp_path / "stamps"
    folder.mkdir()
    return dev.Stamps(folder)


@pytest.fixture
def copying(tmp_path):
    """A step that copies one file, and the list of the times it did."""
    source, target, times = tmp_path / "source.txt", tmp_path / "target.txt", []
    source.write_text("first")

    def work():
        times.append(source.read_text())
        target.write_text(source.read_text())

    return dev.Step("copy", "copying", (source,), (target,), work), times


def test_a_finished_step_is_skipped(stamps, copying):
    step, times = copying
    assert stamps.take(step)
    assert not stamps.take(step)
    assert times == ["first"]


def test_a_changed_source_makes_it_due(stamps, copying):
    step, times = copying
    stamps.take(step)
    step.sources[0].write_text("second")
    stamps.take(step)
    assert times == ["first", "second"]


def test_a_lost_result_makes_it_due(stamps, copying):
    step, times = copying
    stamps.take(step)
    step.makes[0].unlink()
    stamps.take(step)
    assert times == ["first", "first"]


@pytest.mark.parametrize("reason", [KeyboardInterrupt, OSError, dev.Stop("no network")])
def test_a_step_that_was_broken_off_is_done_again(stamps, copying, reason):
    step, times = copying
    stamps.take(step)
    step.sources[0].write_text("second")

    def breaks():
        raise reason

    with pytest.raises((KeyboardInterrupt, OSError, dev.Stop)):
        stamps.take(dev.Step(step.key, step.title, step.sources, step.makes, breaks))
    assert stamps.broken_off() == ["copy"]
    assert stamps.take(step)
    assert times == ["first", "second"]
    assert stamps.broken_off() == []


def test_a_stamp_of_the_old_contents_does_not_survive_a_break(stamps, copying):
    """Changed, broken off, changed back: the result may be anything by then, so it is made anew."""
    step, times = copying
    stamps.take(step)
    step.sources[0].write_text("second")
    with pytest.raises(OSError, match="full"):
        stamps.take(dev.Step(step.key, step.title, step.sources, step.makes, _disk_full))
    step.sources[0].write_text("first")
    assert stamps.take(step)
    assert times == ["first", "first"]


def _disk_full():
    raise OSError("the disk is full")


def test_an_installation_that_was_broken_off_begins_with_a_new_environment(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    begun = tmp_path / ".venv" / "stamps" / "python-run.begun"
    begun.parent.mkdir(parents=True)
    begun.touch()
    dev.prepare([])
    assert not (tmp_path / ".venv").exists()
    assert "broken off" in capsys.readouterr().out


def test_assets_come_whole_and_without_source_maps(tmp_path, monkeypatch):
    modules = tmp_path / "front" / "node_modules" / "style"
    modules.mkdir(parents=True)
    (modules / "a.css").write_text("a{color:red}\n/*# sourceMappingURL=a.css.map */\n")
    (tmp_path / "front" / "assets.toml").write_text(
        '[[folder]]\nto = "static/vendor"\n[folder.files]\n"deep/a.css" = "style/a.css"\n'
    )
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "FRONT", tmp_path / "front")
    left_over = tmp_path / "static" / "vendor" / "old.css"
    left_over.parent.mkdir(parents=True)
    left_over.write_text("of an earlier version")
    dev.copy_assets()
    assert (tmp_path / "static/vendor/deep/a.css").read_text() == "a{color:red}\n"
    assert not left_over.exists()
    assert not (tmp_path / "static/vendor.part").exists()
