"""Write `docs/reference.md`, the names that others rely on, from code and words: `python -m docs.reference`.

The sections come from `docs.names`; here they stand in both languages side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docs.names import MEANING, Both, Cell, Section, Table, markdown_table, sections

TARGET: Final = Path(__file__).resolve().parent / "reference.md"

HEAD: Final = """# المرجع · Reference

الأسماء التي يعتمد عليها غيرنا: أوامر وحقول وإعدادات وعناوين ورموز. تبقى من نسخة إلى نسخة.
تُكتب هذه الصفحة من البرنامج نفسه: `python -m docs.reference`

The names that others rely on: commands, fields, settings, addresses, codes. They are kept from version to
version. This page is written from the code itself: `python -m docs.reference`
"""


def reference() -> str:
    """The whole document."""
    parts = [HEAD, *(part for section in sections() for part in _shown(section))]
    return "\n".join(parts).rstrip() + "\n"


def _shown(section: Section) -> Iterator[str]:
    """A section in both languages: a column of meanings becomes two."""
    yield f"## {section.title.ar} · {section.title.en}\n"
    for part in section.parts:
        if isinstance(part, Table):
            rows = [tuple(cell for one in row for cell in _cells(one)) for row in part.rows]
            yield markdown_table([name for one in part.headings for name in _names(one)], rows)
        else:
            yield f"{part.ar} · {part.en}\n"


def _names(heading: Both) -> tuple[str, ...]:
    return ("العربية", "English") if heading is MEANING else (heading.en,)


def _cells(cell: Cell) -> tuple[str, ...]:
    return (cell.ar, cell.en) if isinstance(cell, Both) else (cell,)


if __name__ == "__main__":
    from miqyas.server.run import set_up

    set_up()
    TARGET.write_text(reference(), encoding="utf-8")
