"""Letters and webhooks: what people and programs are told when something concerns them."""
