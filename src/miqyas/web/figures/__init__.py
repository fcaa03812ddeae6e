"""From the world to the charts of each page: one module a page, its builders named by `@chart`."""
