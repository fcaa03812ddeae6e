"""The command line: parse, call, show. No rule of the domain; what is heavy is imported where it is used.

Exit codes: 0 fine; 1 a check found something; 2 wrong input; 3 a fault of the program.
"""
