"""What a campaign comes to: what was said, joined with what the engine makes of it."""
