from django.db import migrations


def tell_evidence(apps, schema_editor):
    """Fill what evidence is told from now on when an attempt is closed."""
    closed = apps.get_model("evidence", "Submission").objects.filter(state="closed", outcome="")
    for outcome in ("earned", "almost", "not_yet"):
        closed.filter(case__decision__outcome=outcome).update(outcome=outcome)
    closed.update(outcome="sent_back")


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0002_outcomes'),
        ('review', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(tell_evidence, migrations.RunPython.noop),
    ]
