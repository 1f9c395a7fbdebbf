"""Addresses of plan's pages; they name no plan, since everybody has her own."""

urlpatterns = []  # type: ignore[var-annotated]
