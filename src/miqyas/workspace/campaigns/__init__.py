"""A campaign: an instrument given to entities, their answers, approvals and submissions."""
