"""Foundations that know no word of the domain: errors, numbers, words, text, provenance, datasets."""
