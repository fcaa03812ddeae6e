"""Reports of what is stored and computed: which there are, who may have them, and their files."""
