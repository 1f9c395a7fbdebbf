"""EVIDENCE: the draft a teacher works on, and the frozen attempts she submits."""
