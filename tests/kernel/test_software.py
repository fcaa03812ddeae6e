"""The name of the software says what shapes an answer, and nothing else."""

from miqyas.kernel.software import _shaping_files


def test_built_documentation_and_static_files_have_no_part_in_it(tmp_path):
    (tmp_path / "engine.py").write_text("x = 1", encoding="utf-8")
    before = list(_shaping_files(tmp_path))
    for name in ("manual", "static", "__pycache__"):
        (tmp_path / name / "en").mkdir(parents=True)
        (tmp_path / name / "en" / "index.html").write_text("later", encoding="utf-8")
    assert list(_shaping_files(tmp_path)) == before == [b"x = 1"]
