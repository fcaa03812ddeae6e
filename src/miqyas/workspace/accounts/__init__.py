"""People, their roles, and the one gate that decides what they may do."""
