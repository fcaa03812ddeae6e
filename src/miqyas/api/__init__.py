"""Public results for programs: read-only JSON under ``/api/v1``. Holds no rule of the domain."""
