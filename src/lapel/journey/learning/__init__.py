"""LEARN: enrolments, modules and the progress through them."""
