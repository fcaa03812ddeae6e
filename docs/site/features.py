"""The features of the packaged instruments, a page for each of their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docs.site.contents import LANGUAGES, Page
from docs.site.text import code, plain, rows, words
from miqyas.catalogue import feature, instrument, vocabulary
from miqyas.catalogue.load import instruments
from miqyas.catalogue.model import WORDINGS, Feature, Instrument, Subindex
from miqyas.kernel.words import say
from miqyas.scanner.rules.load import rules

CHOICES = ("place", "evidence", "owner")


def pages() -> Sequence[Page]:
    """A page for each sub-index of each packaged instrument."""
    found = (instrument(code) for code in instruments())
    return [_page(one, part) for one in found for part in one.subindices]


def _page(holder: Instrument, part: Subindex) -> Page:
    title = {language: f"{holder.code}: {part.name.in_language(language)}" for language in LANGUAGES}

    def text(language: str) -> str:
        own = [one for one in holder.features if one.subindex == part.code]
        return "\n".join(
            [
                f"# {title[language]}\n",
                words("features.lead", language, count=len(own)) + "\n",
                *(line for one in own for line in _feature(one, language)),
            ]
        )

    return Page(f"reference/features/{_file_name(holder, part)}.md", title, text)


def page_name(code: str) -> str:
    """Name of the page that has a feature, without its ending."""
    holder, found = feature(code)
    return _file_name(holder, next(part for part in holder.subindices if part.code == found.subindex))


def _file_name(holder: Instrument, part: Subindex) -> str:
    return f"{holder.code}-{part.short}".lower().rstrip("-")


def _feature(one: Feature, language: str) -> Iterator[str]:
    yield f"## {one.code} {{ #{one.code} }}\n"
    yield f"**{plain(one.question.in_language(language))}**\n"
    lines = [
        (say(f"catalogue.aspect.{name}", language=language), plain(said.in_language(language)))
        for name in WORDINGS[1:]
        if (said := one.wording(name))
    ]
    known = vocabulary()
    grades = [plain(grade.name.in_language(language)) for grade in known.scales[one.scale].grades]
    lines.append((say("catalogue.aspect.scale", language=language), words("comma", language).join(grades)))
    lines += [
        (say(f"catalogue.aspect.{name}", language=language), _term(name, getattr(one, name), language))
        for name in CHOICES
    ]
    if one.recency is not None:
        lines.append(
            (
                say("catalogue.aspect.recency", language=language),
                plain(say("catalogue.recency.months", language=language, n=one.recency)),
            )
        )
    if ruled := rules().by_feature.get(one.code):
        lines.append((words("features.rules", language), ", ".join(code(rule.id) for rule in ruled)))
    lines.append((words("column.mark", language), code(one.basis.mark.value)))
    yield rows(("aspect", "says"), lines, language)


def _term(name: str, chosen: str, language: str) -> str:
    return plain(vocabulary().terms(name)[chosen].name.in_language(language))
