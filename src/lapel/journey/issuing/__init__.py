"""Issue: signed awards, one or many, with their issuers, keys, status lists, log and stacks."""
