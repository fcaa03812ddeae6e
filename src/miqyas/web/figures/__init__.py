"""From the world to the charts of each page: one module a page, each builder named by `@chart` of `miqyas.web.charts`."""
