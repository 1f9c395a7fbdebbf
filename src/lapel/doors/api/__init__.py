"""The typed REST door: each room's `api.py` under `/api/<room>/`, with its OpenAPI document."""
