"""The pages: the shell around every room's own pages, and the table of addresses."""
