"""REVIEW: a short talk before an award, in the teacher's own words; heard and found by people."""
