"""Share: a teacher's portfolio, public badge pages, downloads, and a page to verify any badge."""
