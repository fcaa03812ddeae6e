"""Proof that serves many features of many instruments: revisions, files, checks of links."""
