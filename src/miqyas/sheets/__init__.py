"""Tables that people bring, XLSX or text: taken under limits, told apart by content, read as text."""

from miqyas.sheets.errors import ImportedFileError
from miqyas.sheets.grid import Grid, Row
from miqyas.sheets.source import LARGEST_FILE, sniff, take_bytes
from miqyas.sheets.text_file import read_text
from miqyas.sheets.workbook import read_workbook

__all__ = [
    "LARGEST_FILE",
    "Grid",
    "ImportedFileError",
    "Row",
    "read_text",
    "read_workbook",
    "sniff",
    "take_bytes",
]
