"""The pages of the room: webhooks, and the devices that notifications come to."""
