"""Pages: training sets and keys for those who keep them; training and tries for assessors."""
