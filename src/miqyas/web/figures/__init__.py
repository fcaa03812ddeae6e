"""From the world to the charts of each page: one module a page, builders named by `@chart` of `web.charts`."""
