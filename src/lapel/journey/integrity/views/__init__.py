"""Pages of integrity: a lead's, and a teacher's own."""
