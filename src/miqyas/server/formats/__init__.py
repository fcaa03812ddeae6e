"""How Django reads numbers and dates; output of numbers goes through `miqyas.kernel.numbers` alone."""
