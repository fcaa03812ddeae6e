"""Miqyas (مقياس, "gauge"): explain and improve a country's standing in the UN E-Government Survey."""

__version__ = "0.1.0"
