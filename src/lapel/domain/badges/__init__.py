"""Open Badges 3.0 and W3C credentials: documents, proofs, status lists, baking, verification."""
