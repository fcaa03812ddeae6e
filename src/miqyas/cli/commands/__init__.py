"""The commands, some to a file; each file lists its own in `COMMANDS`."""
