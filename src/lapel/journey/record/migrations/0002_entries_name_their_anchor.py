from __future__ import annotations

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_anchors(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write down which entries each anchor covers; until now it was a range of their numbers."""
    entries = apps.get_model("record", "AuditEntry").objects
    after = 0
    for anchor in apps.get_model("record", "AuditAnchor").objects.order_by("position"):
        covered = entries.filter(id__gt=after, id__lte=anchor.last_entry)
        covered.update(anchor=anchor)
        after = anchor.last_entry


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="anchor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="record.auditanchor",
            ),
        ),
        migrations.RunPython(name_anchors, migrations.RunPython.noop),
        migrations.RemoveField(model_name="auditanchor", name="last_entry"),
    ]
