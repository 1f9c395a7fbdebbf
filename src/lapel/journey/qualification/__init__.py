"""Assessors learn a rubric, qualify on anchors whose keys people agreed, and qualify again."""
