"""Numbers that decisions rest on, counted again."""

import csv
import io
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from miqyas.observations.tables import table_text

FIVE_DECIMALS = Decimal("0.0000050001")  # half a unit, and room for a mean of thirds

WEIGHTS_OF_2008 = {"osi": "0.34", "tii": "0.33", "hci": "0.33"}


def rows_of(edition: str) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(table_text("survey_results")))
    return [row for row in rows if row["edition"] == edition]


def to_four(printed: str) -> set[Decimal]:
    """The value to four decimals; a last 5 may have come from either side."""
    return {
        Decimal(printed).quantize(Decimal("0.0001"), rounding=way) for way in (ROUND_HALF_UP, ROUND_HALF_DOWN)
    }


def fits(row: dict[str, str], osi: set[Decimal], tii: set[Decimal]) -> bool:
    hci, egdi = Decimal(row["hci"]), Decimal(row["egdi"])
    return any(abs((o + t + hci) / 3 - egdi) <= FIVE_DECIMALS for o in osi for t in tii)


def test_osi_and_tii_of_2024_enter_the_mean_with_four_decimals():
    rows = rows_of("2024")
    as_printed = [row for row in rows if fits(row, {Decimal(row["osi"])}, {Decimal(row["tii"])})]
    to_four_decimals = [row["iso3"] for row in rows if fits(row, to_four(row["osi"]), to_four(row["tii"]))]
    assert len(rows) == 193
    assert len(as_printed) == 40
    assert len(to_four_decimals) == 192
    assert {row["iso3"] for row in rows} - set(to_four_decimals) == {"LUX"}


def test_in_38_states_of_2024_the_fourth_decimal_hangs_on_a_five():
    assert sum(len(to_four(row["osi"])) + len(to_four(row["tii"])) > 2 for row in rows_of("2024")) == 38


def test_zeros_of_hci_in_rows_without_a_rank():
    counted = {}
    for edition in ("2003", "2008", "2010"):
        unranked = [row for row in rows_of(edition) if row["status"] == "not_ranked"]
        counted[edition] = (sum(Decimal(row["hci"]) == 0 for row in unranked), len(unranked))
    assert counted == {"2003": (3, 18), "2008": (10, 10), "2010": (9, 9)}


def test_two_states_of_2008_miss_the_mean_of_their_components():
    missed = {}
    for row in rows_of("2008"):
        if row["iso3"] in {"KHM", "CMR"}:
            mean = sum(
                Decimal(w) * Decimal(row[c]) for w, c in (("0.34", "osi"), ("0.33", "tii"), ("0.33", "hci"))
            )
            missed[row["iso3"]] = round(mean - Decimal(row["egdi"]), 4)
    assert missed == {"KHM": Decimal("0.0028"), "CMR": Decimal("0.0121")}
