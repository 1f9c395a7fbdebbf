"""Item parameters from answers: estimation, fairness, drift and a report; uses NumPy, for jobs."""
