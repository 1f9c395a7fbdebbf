"""DIAGNOSE: a teacher finds out, question by question, where she stands and where it is open."""
