"""Strategies, initiatives, milestones: owners, dates, cost, outcomes; decisions; the project gate."""
