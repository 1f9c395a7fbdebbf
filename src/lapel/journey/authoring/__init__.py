"""DISCOVER: designers bring micro-credentials as documents, see them, mend them, publish them."""
