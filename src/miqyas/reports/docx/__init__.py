"""Documents that people go on writing in: DOCX with styles, real tables, and right to left in Arabic."""

from miqyas.reports.docx.model import Block, Heading, Lines, Page, Sheet
from miqyas.reports.docx.write import write_docx

__all__ = ["Block", "Heading", "Lines", "Page", "Sheet", "write_docx"]
