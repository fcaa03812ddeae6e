"""Reports as workbooks: every table and every chart's numbers, to go on computing with."""

from miqyas.reports.xlsx.write import write_xlsx

__all__ = ["write_xlsx"]
