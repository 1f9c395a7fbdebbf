"""A simulation of assessment: what the rules R6 to R10 and R17 are worth, and at what cost."""
