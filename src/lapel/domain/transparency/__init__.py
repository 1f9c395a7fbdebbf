"""A Merkle tree log: tiles, checkpoints, proofs, witnesses, what is logged, and its audit."""
