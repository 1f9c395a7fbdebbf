"""The database itself refuses to change a published version (R2), whoever asks."""

from django.db import migrations

from lapel.structure import Structure

SQLITE = """
CREATE TRIGGER catalogue_version_never_changes BEFORE UPDATE ON catalogue_version
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""
POSTGRESQL = """
CREATE FUNCTION catalogue_version_never_changes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published version never changes'
   USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER catalogue_version_never_changes BEFORE UPDATE ON catalogue_version
FOR EACH ROW EXECUTE FUNCTION catalogue_version_never_changes();
"""


def forbid(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if sqlite else POSTGRESQL)


def allow(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON catalogue_version"
    schema_editor.execute(f"DROP TRIGGER catalogue_version_never_changes{on}")
    if on:
        schema_editor.execute("DROP FUNCTION catalogue_version_never_changes()")


class Migration(migrations.Migration):
    # SQLite remakes a table to alter it, which drops its triggers: a later migration that alters
    # catalogue_version runs `forbid` again (tests/catalogue holds the trigger in place).
    dependencies = [("catalogue", "0001_initial")]
    operations = [Structure(forbid, allow)]
