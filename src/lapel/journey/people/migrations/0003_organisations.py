"""Organisations can be changed by several people, and closed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_attempts'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='revision',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='organisation',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
