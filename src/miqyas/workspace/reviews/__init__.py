"""Blind assessors, replies and decisions."""
