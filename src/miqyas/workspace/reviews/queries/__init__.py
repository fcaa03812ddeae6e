"""What is asked of reviews: one module for each kind of reader."""
