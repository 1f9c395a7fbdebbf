"""Reads: the bank, a diagnosis as it stands, its picture, and its audit."""
