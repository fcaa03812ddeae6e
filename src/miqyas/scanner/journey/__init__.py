"""The stranger's search: from the home page by what links say, within a budget of clicks and seconds."""
