"""Letters: what people are told by mail when something concerns them."""
