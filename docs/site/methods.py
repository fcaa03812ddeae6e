"""The method of every edition, with the mark and the source of each of its facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import override

from docs.site.contents import Page
from docs.site.text import both, code, plain, rows, words
from miqyas.analysis.world import World, load_world
from miqyas.kernel.provenance import Mark
from miqyas.kernel.words import say
from miqyas.methodology import published_editions, sources
from miqyas.methodology.diff import diff
from miqyas.methodology.load import source_words
from miqyas.methodology.model import Methodology, Source
from miqyas.web.methods import FactShown, NodeShown, change_shown, marks_of, rules_of, trees_of


def pages() -> Sequence[Page]:
    """A page of all editions, one of each, the newest first, one of the sources."""
    world = load_world()
    known = sorted({*published_editions(), *world.editions, world.draft.edition}, reverse=True)
    return [
        Page("method/index.md", both("method.title"), lambda language: _editions(world, known, language)),
        *(_page(world, edition, known) for edition in known),
        Page("method/sources.md", both("method.sources"), _sources),
    ]


def _page(world: World, edition: int, known: Sequence[int]) -> Page:
    method = world.methodology(edition)
    kind = "draft" if method.status == "draft" else "edition"
    earlier = [year for year in known if year < edition]
    before = world.methodology(earlier[0]) if earlier else None

    def text(language: str) -> str:
        with override(language):
            return "\n".join(_edition(method, before, language))

    return Page(f"method/{edition}.md", both(f"method.{kind}", edition=edition), text)


def _editions(world: World, known: Sequence[int], language: str) -> str:
    lines = []
    for edition in known:
        method = world.methodology(edition)
        counts = marks_of(method)
        facts = sum(count for _, count in counts)
        firm = sum(count for mark, count in counts if mark.is_official)
        name = plain(method.name.in_language(language))
        lines.append((f"[{edition}]({edition}.md)", name, str(facts), f"{firm / facts:.0%}"))
    parts = [
        f"# {words('method.title', language)}",
        words("method.lead", language),
        rows(("edition", "index_name", "facts", "firm"), lines, language),
        f"## {words('marks', language)}",
        rows(("mark", "meaning"), [(code(mark.value), _means(mark, language)) for mark in Mark], language),
    ]
    return "\n\n".join(parts)


def _means(mark: Mark, language: str) -> str:
    return f"{_word(mark, language)}: {plain(say(f'mark.{mark.value}.means', language=language))}"


def _edition(method: Methodology, before: Methodology | None, language: str) -> Iterator[str]:
    kind = "draft" if method.status == "draft" else "edition"
    yield f"# {words(f'method.{kind}', language, edition=method.edition)}\n"
    if method.status != "published":
        yield words("method.inherited", language, edition=method.inherits) + "\n"
    if method.note:
        yield plain(method.note.in_language(language)) + "\n"
    counts = [(f"{code(mark.value)} {_word(mark, language)}", str(count)) for mark, count in marks_of(method)]
    yield rows(("mark", "facts"), counts, language)
    for tree in trees_of(method):
        yield f"## {plain(tree.name)} {{ #{tree.code} }}\n"
        yield rows(("part", "weight", "share", "rules", "mark"), _tree_lines(tree, 0, language), language)
    yield f"## {words('method.rules', language)}\n"
    yield _facts(rules_of(method), language)
    yield f"## {words('method.facts', language)}\n"
    for tree in trees_of(method):
        yield from _node_facts(tree, language)
    if before:
        yield f"## {words('method.changes', language, edition=before.edition)} {{ #changes }}\n"
        yield from _changes(method, before, language)


def _word(mark: Mark, language: str) -> str:
    return plain(say(f"mark.{mark.value}.word", language=language))


def _tree_lines(node: NodeShown, depth: int, language: str) -> Iterator[tuple[str, ...]]:
    share = f"{node.share_of_whole:.1%}" if node.share_of_whole is not None else ""
    name = f"{'— ' * depth}{plain(node.name)} {code(node.code)}"
    yield (
        name,
        plain(node.weight),
        share,
        words("comma", language).join(plain(rule) for rule in node.rules),
        code(node.mark.value),
    )
    for child in node.children:
        yield from _tree_lines(child, depth + 1, language)


def _node_facts(node: NodeShown, language: str) -> Iterator[str]:
    if node.facts:
        yield f"### {plain(node.name)} {code(node.code)} {{ #facts-{node.code} }}\n"
        yield from ([plain(node.note) + "\n"] if node.note else [])
        yield _facts(node.facts, language)
    for child in node.children:
        yield from _node_facts(child, language)


def _facts(facts: Sequence[FactShown], language: str) -> str:
    lines = [
        (
            plain(fact.label),
            plain(fact.text) + (f"<br>{plain(fact.note)}" if fact.note else ""),
            code(fact.mark.value),
            _source(fact.source, language),
        )
        for fact in facts
    ]
    return rows(("fact", "says", "mark", "source"), lines, language)


def _source(source: Source | None, language: str) -> str:
    return f"[{source.id}](sources.md#{source.id})" if source else words("method.no_source", language)


def _changes(method: Methodology, before: Methodology, language: str) -> Iterator[str]:
    changes = [change_shown(change, method) for change in diff(before, method)]
    if not changes:
        yield words("method.no_changes", language)
        return
    lines = [(plain(one.text), code(one.mark.value), _source(one.source, language)) for one in changes]
    yield rows(("change", "mark", "source"), lines, language)


def _sources(language: str) -> str:
    parts = [f"# {words('method.sources', language)}", words("method.sources_lead", language)]
    for source in sources().values():
        parts.append(f"## {source.id} {{ #{source.id} }}")
        said = (
            ("index_name", f"{source.index} ({source_words(source.editions).in_language(language)})"),
            *((name, getattr(source, name)) for name in ("component", "weight", "rule", "source", "note")),
        )
        lines = [
            (words(f"column.{name}", language), plain(source_words(text).in_language(language)))
            for name, text in said
            if text.strip("-")
        ]
        lines.append(
            (words("column.mark", language), f"{code(source.mark.value)} {_word(source.mark, language)}")
        )
        parts.append(rows(("fact", "says"), lines, language))
    return "\n\n".join(parts)
