"""Workshops: sessions, attendance, the live exercise, feedback and what follows."""
