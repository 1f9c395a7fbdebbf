"""On which work a licence hangs, and who a teacher is by law, kept apart from her evidence."""
