"""Words as they are compared and searched, in Arabic and English."""
