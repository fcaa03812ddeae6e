"""Who did what to which object, kept for good."""
