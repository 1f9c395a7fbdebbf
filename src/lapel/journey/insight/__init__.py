"""What a programme may know: how many are where, never who; and what people chose to show it."""
