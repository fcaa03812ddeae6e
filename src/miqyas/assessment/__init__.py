"""Answers, judgements and decisions of a campaign, and what they may come to; knows no database."""
