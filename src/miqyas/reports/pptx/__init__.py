"""Reports as slides that people go on working on."""

from miqyas.reports.pptx.write import write_pptx

__all__ = ["write_pptx"]
