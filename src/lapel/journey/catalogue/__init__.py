"""DISCOVER: competencies, micro-credentials in immutable versions, their rubrics, and stacks."""
