"""The API: each room's `api.py` under `/api/<room>/`, and others' protocols at their own paths."""
