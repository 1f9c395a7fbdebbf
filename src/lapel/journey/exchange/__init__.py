"""EXCHANGE: programs that a holder lets in, and the badges she brought from elsewhere."""
