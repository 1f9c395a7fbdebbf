"""Where a person stands on each competency: items, adaptive tests, their doubt, and calibration."""
