"""placeholder"""

from __future__ import annotations


def track_record(world):
    raise NotImplementedError
