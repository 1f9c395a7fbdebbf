"""DIAGNOSE: what is next for a teacher, with its reasons, and everything hers to change."""
