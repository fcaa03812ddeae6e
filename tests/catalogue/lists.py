"""Small lists of features for tests: as text, as workbooks, as instruments."""

import csv
import io
from dataclasses import replace
from pathlib import Path

from miqyas.catalogue.load import read_instrument

PARK = read_instrument(Path(__file__).parent / "malformed" / "instrument")
ABOUT = {"version": "1", "title_ar": "قائمة النخيل", "title_en": "List of palms"}
ROW = {
    "code": "NAKHL-SP-001",
    "subindex": "OSI.SP",
    "question_ar": "هل يمكن ترخيص مشتل عبر الإنترنت؟",
    "question_en": "Can a nursery be licensed online?",
}


def text_of(*rows: dict, about: dict | None = ABOUT) -> bytes:
    """A list as text: what it is called, and its features."""
    target = io.StringIO()
    if about:
        write(target, [about])
    write(target, rows or (ROW,))
    return target.getvalue().encode()


def write(target: io.StringIO, rows) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(target, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    target.write("\n")


def park(version: str = "2", *, without=(), **changes):
    """The list of parks in another version: features left out, or one aspect of PARK-SP-001 changed."""
    kept = tuple(
        replace(feature, **changes) if feature.code == "PARK-SP-001" else feature
        for feature in PARK.features
        if feature.code not in without
    )
    return replace(PARK, version=version, features=kept)
