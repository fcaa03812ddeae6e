"""What a scanner found on the portals: kept as found, put beside answers, never an answer by itself."""
