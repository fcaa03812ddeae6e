"""What is done to campaigns: one module for each kind of thing."""
