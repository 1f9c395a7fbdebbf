"""EXCHANGE: programs and wallets a holder lets in, and the badges she brought from elsewhere."""
