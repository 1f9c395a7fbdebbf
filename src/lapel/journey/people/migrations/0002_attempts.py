"""The table in which attempts to sign in are counted (settings.CACHES)."""

from django.core.management import call_command
from django.db import migrations

from lapel.structure import Structure


def make_table(apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [Structure(make_table, migrations.RunPython.noop)]
