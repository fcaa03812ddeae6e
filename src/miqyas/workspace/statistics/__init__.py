"""The raw indicators behind TII and HCI: who answers for each, and which value stands where."""
