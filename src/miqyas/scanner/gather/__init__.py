"""The only code that goes out on the network: one guarded client, and what is fetched by it."""
