"""How fast Miqyas is, beside the least that could do the same on this machine.

``python -m benchmarks.index`` runs in under a minute and prints a table. Each row is measured beside a bare
counterpart in the same run and shows the median of several turns and the ratio of the two: a ratio means
the same on every machine, a time does not. No test asserts a time.

- *12 editions*: index, ranks, groups and classes of every published edition, beside `numpy.argsort` of the
  same arrays.
- *10,000 scenarios*: one edition with perturbed components, 10,000 times 193 values, beside `numpy.argsort`
  of the same array. The peak is that of all arrays and objects which the row makes.
- *miqyas --help*: from the shell, beside ``python -c pass``.
- *country page*: from a warm process, without a network, beside an empty answer of a bare Django; *kept* is
  the same page again, *anew* one whose address was never asked for before.
"""
