"""Tables to take away: frozen values, written as CSV, JSON, XLSX, a Frictionless data package or Parquet."""

from miqyas.reports.tables.build import table_names_of, table_of, tables_of
from miqyas.reports.tables.forms import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Column, ExportError, Table
from miqyas.reports.tables.package import write_package
from miqyas.reports.tables.parquet import write_parquet
from miqyas.reports.tables.sheet import write_xlsx
from miqyas.reports.tables.text import write_csv, write_json
from miqyas.reports.tables.twinning import programme_template

__all__ = [
    "Column",
    "ExportError",
    "FormColumn",
    "FormSheet",
    "Table",
    "programme_template",
    "table_names_of",
    "table_of",
    "tables_of",
    "write_csv",
    "write_form",
    "write_json",
    "write_package",
    "write_parquet",
    "write_xlsx",
]
