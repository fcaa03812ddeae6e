"""What people are told, on the site, by mail and in their calendar."""
