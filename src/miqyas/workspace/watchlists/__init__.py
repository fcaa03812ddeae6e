"""Policies to watch, kept by the authority and tied to features."""
