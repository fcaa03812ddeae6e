"""Reports that people go on writing in: DOCX with styles, real tables, and from right to left in Arabic."""

from miqyas.reports.docx.write import write_docx

__all__ = ["write_docx"]
