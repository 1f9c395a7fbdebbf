from django.db import migrations


class Migration(migrations.Migration):
    """Whether an attempt reopens its draft, or counts, follows from its outcome."""

    dependencies = [
        ('evidence', '0002_outcomes'),
    ]

    operations = [
        migrations.RemoveField(model_name='submission', name='counts'),
        migrations.RemoveField(model_name='submission', name='reopened'),
    ]
