"""What is done to the roadmap."""
