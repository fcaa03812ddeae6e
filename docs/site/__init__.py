"""The documentation as a site in Arabic and in English: `python -m docs.site`."""
