"""What the room keeps: programs and what they were let, and badges brought from elsewhere."""
