"""Before any person sees it: what may tell who a student is, found, settled, and covered."""
