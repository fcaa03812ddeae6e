"""The sample government: invented entities, people and campaigns, laid into an installation of its own."""
