"""What was seen, kept by its content: artifacts, the journal of a scan, the bytes behind it."""
