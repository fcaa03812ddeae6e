"""Composition root: settings, addresses, processes. Nobody imports it."""
