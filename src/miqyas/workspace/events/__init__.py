"""What happened in one application and concerns another: written with the deed, handed over once."""
