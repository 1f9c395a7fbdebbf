"""Signing in, with django-allauth behind our own addresses, words and rules."""
