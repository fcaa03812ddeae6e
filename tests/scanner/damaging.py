"""Bytes that a store holds, made into others, as a bad disk does."""

from pathlib import Path


def damage(folder: Path, name: str) -> None:
    """Write over the bytes of a name; nothing else of the store changes."""
    for pack in (folder / "blobs").iterdir():
        before, found, after = pack.read_bytes().partition(name.encode())
        if found:
            begin = after.index(b"\n") + 1
            pack.write_bytes(before + found + after[:begin] + b"damaged" + after[begin + 7 :])
            return
    raise AssertionError(f"{name} is not in {folder}")
