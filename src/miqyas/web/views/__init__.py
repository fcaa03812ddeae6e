"""Pages of the observatory, one module a place of the site."""
