"""Charts that rest on answers which the server keeps; their builders are named in the one registry."""
