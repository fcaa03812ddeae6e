"""Endpoints, one file a group. Each looks up, shapes and pages; none computes."""
