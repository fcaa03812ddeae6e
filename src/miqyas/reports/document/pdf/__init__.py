"""Reports as PDF that everybody can read: set by Typst from templates, tagged as PDF/UA-1 asks."""

from miqyas.reports.document.pdf.write import write_pdf

__all__ = ["write_pdf"]
