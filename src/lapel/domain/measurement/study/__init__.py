"""A simulation of diagnoses: what several ways of asking cost, and how right they are."""
