"""Charts: pure functions from plain values to a `Chart`; `draw` makes pictures of it, `cache` keeps them."""
