"""What is asked of campaigns: one module for each kind of thing."""
