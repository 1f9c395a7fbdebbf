"""Micro-credentials for teachers: proved in class, assessed blind, signed as Open Badges."""
