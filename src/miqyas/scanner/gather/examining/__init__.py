"""What a browser is made to look for in a page that it shows: axe, own checks, probes, speed on a phone."""
