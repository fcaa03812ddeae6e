"""What is stored and guarded: each application has models, services, queries, access."""
