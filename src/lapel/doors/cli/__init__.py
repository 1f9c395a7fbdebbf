"""The command line: `lapel` and its verbs."""
