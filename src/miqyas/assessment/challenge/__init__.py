"""The excellence challenge as arithmetic: jury scores, shortlists, standings, signals, and their export.

Everything here is exact: fractions of whole numbers, rounded once when they are written. So whoever holds an
export computes the same standings to the byte, on any machine.
"""
