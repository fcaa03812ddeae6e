"""Synthetic results of an edition to come: published figures, perturbed by a seed. Never real ones."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence

from miqyas.observations.countries import countries
from miqyas.observations.tables import read_table

LABEL = "SYNTHETIC figures, made for testing"
NAME = "SYNTHETIC-2026.csv"
EDITION = 2026
HEADINGS = (
    "Survey Year",
    "Country Name",
    "E-Government Rank",
    "E-Government Index",
    "E-Participation Index",
    "Online Service Index",
    "Human Capital Index",
    "Telecommunication Infrastructure Index",
)
COLUMNS = ("egdi_rank", "egdi", "epi", "osi", "hci", "tii")


def published(edition: int) -> list[dict[str, str]]:
    """The rows of one published edition."""
    return [dict(row) for row in read_table("survey_results") if row["edition"] == str(edition)]


def synthetic_rows(*, seed: int, edition: int = EDITION, basis: int = 2024) -> list[dict[str, str]]:
    """Rows of 193 states: components moved a little and spread over 0 to 1, index and rank recomputed."""
    rows = published(basis)
    generator = random.Random(seed)
    for column in ("osi", "tii", "hci", "epi"):
        moved = [float(row[column]) + generator.gauss(0.01, 0.04) for row in rows]
        low, high = min(moved), max(moved)
        for row, value in zip(rows, moved, strict=True):
            row[column] = f"{(value - low) / (high - low):.5f}"
    for row in rows:
        row["egdi"] = f"{(float(row['osi']) + float(row['tii']) + float(row['hci'])) / 3:.5f}"
    for row in rows:
        row["egdi_rank"] = str(1 + sum(other["egdi"] > row["egdi"] for other in rows))
        row |= {"edition": str(edition), "status": "ranked", "note": LABEL}
    return rows


def as_export(rows: Iterable[Mapping[str, str]], *, title: Sequence[str] = ()) -> bytes:
    """The rows in the form of the yearly export, placeholders and all."""
    target = io.StringIO()
    writer = csv.writer(target)
    if title:
        writer.writerow([*title, *[""] * (len(HEADINGS) - len(title))])
    writer.writerow(HEADINGS)
    for row in rows:
        name = countries()[row["iso3"]].formal_name["en"]
        writer.writerow([row["edition"], name, *(row[column] or "0" for column in COLUMNS)])
    return target.getvalue().encode("utf-8")


def synthetic_export(*, seed: int = 1) -> bytes:
    """A whole synthetic edition as the yearly export would bring it, labelled on its first line."""
    return as_export(synthetic_rows(seed=seed), title=[LABEL])
