"""What is written of scans, and what follows from them."""
