"""What was measured: published tables as read-only releases, and what is laid over them."""
