"""Immutable datasets laid over the release, and the set of them that is in force."""
