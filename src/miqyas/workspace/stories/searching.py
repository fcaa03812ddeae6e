"""Full-text search of stories: one way to ask, two engines behind it.

What is searched is the normalised text (`lexicon.search`), in three parts: the title, what stands beside it
(tags, sector, entity, results), and the rest. A story is found where every word asked for begins a word of
it. Those with all words in the title come first, then those that need what stands beside it, then the
others; among equals the newest. So the order rests on no engine's own measure, and is the same on both.

On SQLite the table is a virtual one of FTS5, on PostgreSQL it has a `tsvector` under a GIN index, of the
configuration `simple`; both are made by a migration. `index_put` keeps a story's row in the transaction in
which its text is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from miqyas.catalogue import vocabulary
from miqyas.lexicon.search import question_words, searchable
from miqyas.workspace.stories.fields import StoryFields, fields_from
from miqyas.workspace.stories.models import Story

PARTS: Final = ("title", "beside", "body")
FEW: Final = 200
"""Stories found that are asked for by their ids; of more, all are read and the others left out."""
Parts = Mapping[str, str]


class Engine(Protocol):
    """What a database does of it."""

    def put(self, story: UUID, parts: Parts) -> None:
        """Keep the row of a story, in place of the one before."""

    def ranked(self, words: Sequence[str]) -> dict[UUID, int]:
        """The stories that have all of the words, with the number of parts that they need for that."""


class Sqlite:
    """FTS5. Words come as strings in quotation marks, which its query language takes as they are."""

    _COLUMNS: Final = ("{title}", "{title beside}", "{title beside body}")

    def put(self, story: UUID, parts: Parts) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM stories_search WHERE story = %s", [story.hex])
            cursor.execute(
                "INSERT INTO stories_search (story, title, beside, body) VALUES (%s, %s, %s, %s)",
                [story.hex, *(parts[name] for name in PARTS)],
            )

    def ranked(self, words: Sequence[str]) -> dict[UUID, int]:
        asked = " AND ".join(f'"{word}"*' for word in words)
        found: dict[str, int] = {}
        with connection.cursor() as cursor:
            for place, columns in reversed(tuple(enumerate(self._COLUMNS, start=1))):
                query = f"{columns} : ({asked})"
                cursor.execute("SELECT story FROM stories_search WHERE stories_search MATCH %s", [query])
                found.update(dict.fromkeys((story for (story,) in cursor.fetchall()), place))
                if not found:
                    break
        return {UUID(story): place for story, place in found.items()}


class Postgresql:
    """A `tsvector` with a weight for each part. Words are quoted lexemes, and nothing else is written."""

    _RANKED: Final = (
        "SELECT story, CASE WHEN words @@ %s::tsquery THEN 1 WHEN words @@ %s::tsquery THEN 2 ELSE 3 END"
        " FROM stories_search WHERE words @@ %s::tsquery"
    )
    _WEIGHTS: Final = ("A", "AB", "ABC")
    _PUT: Final = (
        "INSERT INTO stories_search (story, words) VALUES (%s,"
        " setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')"
        " || setweight(to_tsvector('simple', %s), 'C'))"
        " ON CONFLICT (story) DO UPDATE SET words = excluded.words"
    )

    def put(self, story: UUID, parts: Parts) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self._PUT, [story, *(parts[name] for name in PARTS)])

    def ranked(self, words: Sequence[str]) -> dict[UUID, int]:
        asked = [" & ".join(f"'{word}':*{weights}" for word in words) for weights in self._WEIGHTS]
        with connection.cursor() as cursor:
            cursor.execute(self._RANKED, asked)
            return dict(cursor.fetchall())


ENGINES: Final[Mapping[str, Engine]] = {"sqlite": Sqlite(), "postgresql": Postgresql()}


def index_put(story: Story) -> None:
    """Have the search find the story by its present text."""
    said = fields_from(story.content)
    ENGINES[connection.vendor].put(story.pk, parts_of(said, entity=" ".join(story.entity.name.values())))


def parts_of(said: StoryFields, *, entity: str) -> Parts:
    """The normalised text of a story by its parts, all languages together."""
    sector = vocabulary().sectors.get(said.sector)
    beside = [
        *said.tags,
        *(sector.name.values() if sector else ()),
        entity,
        *(text for one in said.results for text in one.text.values()),
    ]
    body = [
        *said.problem.values(),
        *said.solution.values(),
        *(text for one in said.partners for text in (*one.name.values(), *one.role.values())),
        *(text for one in said.reusables for text in one.name.values()),
        *(one.code for one in said.turns),
        *said.services,
    ]
    texts = (list(said.title.values()), beside, body)
    return {name: searchable("\n".join(found)) for name, found in zip(PARTS, texts, strict=True)}


def stories_searched(stories: QuerySet[Story], text: str) -> Sequence[UUID] | QuerySet[Story, UUID]:
    """Ids of those of the stories that have all words of the text, the fittest first, then the newest.

    Where the text has no words, all of them, the newest first, not read yet: a page reads its own.
    """
    ids = stories.order_by("-published_at", "-updated_at", "slug").values_list("pk", flat=True)
    words = question_words(text)
    if not words:
        return ids
    places = ENGINES[connection.vendor].ranked(words)
    if len(places) <= FEW:
        ids = ids.filter(pk__in=places)
    return sorted((pk for pk in ids if pk in places), key=places.__getitem__)
