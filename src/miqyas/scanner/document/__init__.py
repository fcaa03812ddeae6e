"""A page as rules see it: bytes become a `Page`, whatever the bytes are."""
