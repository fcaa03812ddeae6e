"""What a website shows to a stranger. Only `gather` goes out on the network."""
