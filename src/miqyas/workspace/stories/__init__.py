"""Success stories: written, edited, reviewed, published, found by whoever lacks the same."""
