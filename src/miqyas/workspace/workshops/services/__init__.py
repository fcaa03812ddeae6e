"""What is done with workshops: planned, come to, played, followed up."""
