"""A language model, where an operator named one, that orders pages and drafts words. It decides nothing."""
