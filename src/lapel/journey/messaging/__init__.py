"""Letters, notifications and webhooks: what people and programs are told that concerns them."""
