"""Upper floor: the rooms in the order in which a teacher meets them."""
