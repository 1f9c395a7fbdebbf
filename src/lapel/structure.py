"""What migrations make by hand, since no model says it: a trigger, a table of somebody else's.

Where an empty database gets its tables from the models (`lapel.doors.cli.tables_at_once`), these
are still run, in the order of the migrations; all other code in migrations mends rows, of which
an empty database has none.
"""

from __future__ import annotations

from django.db import migrations


class Structure(migrations.RunPython):
    """A `RunPython` whose functions read no rows and no fields of the models."""
