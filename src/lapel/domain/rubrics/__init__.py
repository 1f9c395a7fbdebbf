"""Criteria, levels, the resolution of scores, and what a letter to a teacher must hold."""
