"""The tasks themselves: one module a concern, each function registered with `miqyas.jobs.registry.job`."""
