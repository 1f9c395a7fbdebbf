"""What is alike in texts, pictures and sound: small fingerprints to find it, judged exactly."""
