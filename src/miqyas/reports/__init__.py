"""Results made into things people look at and print: charts, from frozen values only."""
