"""The excellence challenge: rounds, nominations, jury, standings, appeals, certificates."""
