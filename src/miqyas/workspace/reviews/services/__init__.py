"""What is done in a review: one module for each kind of deed."""
