"""The government as it is organised: entities, their portals."""
