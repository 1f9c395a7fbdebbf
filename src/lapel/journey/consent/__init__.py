"""With whose leave: what a person attests or allows, in which words and when."""
