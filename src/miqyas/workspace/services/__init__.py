"""Government services with their maturity: who offers what to whom, and what the next level needs."""
