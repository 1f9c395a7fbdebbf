"""COUNT: who says what a micro-credential counts for, with date and source."""
