"""Issue: signed awards, the issuers and keys behind them, status lists, and stacks."""
