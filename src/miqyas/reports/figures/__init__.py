"""From the world to charts: one module a subject, its builders named by `@chart`."""
