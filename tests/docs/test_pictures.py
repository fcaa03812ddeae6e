"""The pictures of the README: all of them, shown, and light enough for a checkout."""

from docs.screenshots import FOLDER, MOST_BYTES, pictures
from tests.docs.pages import links, text_of


def test_every_picture_is_there_and_light():
    sizes = {picture.file.name: picture.file.stat().st_size for picture in pictures()}
    assert max(sizes.values()) <= MOST_BYTES
    assert {file.name for file in FOLDER.iterdir()} == set(sizes)


def test_the_readme_shows_every_picture_once():
    shown = [target for target in links(text_of("README.md")) if target.startswith("docs/pictures/")]
    assert sorted(shown) == sorted(f"docs/pictures/{picture.file.name}" for picture in pictures())
