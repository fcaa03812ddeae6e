"""An entity's part as a file: taken away, filled in without a connection, brought back cell by cell."""
