"""Links between documents lead somewhere."""

import pytest

from docs.site.generated import GENERATORS
from tests.docs.pages import PAGES, ROOT, SITE, anchor, headings, links


@pytest.fixture(scope="module")
def generated():
    """Pages that are there once the site is built, whose own test follows their links."""
    paths = [page.path for pages in GENERATORS.values() for page in pages()]
    return {ROOT / "docs" / language / path for language in ("ar", "en") for path in paths}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_checkout_resolve(page, generated):
    for target in links(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, part = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if page in SITE and file in generated:
            continue
        assert file.exists(), f"{target} leads nowhere"
        if part:
            there = [anchor(heading) for heading in headings(file.read_text(encoding="utf-8"))]
            assert part in there, f"{target}: {file.name} has no such heading"


def test_decisions_are_numbered_without_a_gap_and_their_titles_say_so():
    for number, page in enumerate((page for page in PAGES if page.parent.name == "decisions"), start=1):
        assert page.name.startswith(f"{number:04d}-")
        assert headings(page.read_text(encoding="utf-8"))[0].startswith(f"# {number}. ")


def test_a_decision_keeps_to_a_page():
    for page in PAGES:
        if page.parent.name == "decisions":
            assert len(page.read_text(encoding="utf-8").splitlines()) <= 50, page.name
