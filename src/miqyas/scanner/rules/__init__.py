"""Rules: what an assessor looks for, as data, and the one engine that looks for it."""
