"""Ground floor: pure Python, without Django, network or a clock of its own."""
