"""What is asked of the roadmap."""
