"""What is read of scans."""
