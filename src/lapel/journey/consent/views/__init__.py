"""Pages of the ledger, and the one that a family opens."""
