"""EVIDENCE: what is alike across submissions, for people to look at, and inquiries they make."""
