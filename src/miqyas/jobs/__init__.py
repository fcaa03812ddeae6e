"""Work that outlives a request: a table of jobs, workers with leases, schedules."""
