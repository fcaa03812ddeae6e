"""Backups: everything that is stored, in one file that can be put back into either database."""
