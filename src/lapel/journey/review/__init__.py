"""Assessors score evidence blind; scores are resolved into a decision and a letter; the tracker."""
