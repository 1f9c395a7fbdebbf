"""Questions of the diagnosis as QTI 3.0, and back: a subset, described in docs/reference/qti.md."""

from lapel.domain.microcredential.qti.package import LONGEST, Brought, read_qti, write_qti
from lapel.domain.microcredential.qti.words import plain

__all__ = ["LONGEST", "Brought", "plain", "read_qti", "write_qti"]
