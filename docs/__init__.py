"""Documents that are made from the code, and the scripts that make them."""
