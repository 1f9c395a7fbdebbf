"""Pages: the assessor's desk and workbench, the lead's overview, the teacher's tracker."""
