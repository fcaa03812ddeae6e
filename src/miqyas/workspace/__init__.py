"""What is stored and guarded: one Django application a concern, each with models, services, queries, access."""
