"""How long evidence is kept: times that organisations set, warnings, and deletion that is true."""
