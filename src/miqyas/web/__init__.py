"""Pages: thin views over analysis, reports and workspace."""
