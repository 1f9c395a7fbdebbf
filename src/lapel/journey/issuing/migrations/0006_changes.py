import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

VERBS = [
    ("revoke", "Revoke for good"),
    ("suspend", "Suspend"),
    ("reinstate", "Reinstate"),
    ("expire", "Give another end"),
    ("refresh", "Sign anew"),
    ("supersede", "Replace by another award"),
    ("reissue", "Re-issue to the holder's present address"),
]
ACTS = [
    ("expire", "Given another end"),
    ("refresh", "Signed anew"),
    ("reissue", "Re-issued to the holder's present address"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("issuing", "0005_anchors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("verb", models.CharField(choices=VERBS, max_length=10)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("words", models.TextField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="standing",
            name="act",
            field=models.CharField(blank=True, choices=ACTS, max_length=10),
        ),
        migrations.AddField(
            model_name="standing", name="valid_until", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="standing", name="retires", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="standing",
            name="change",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="standings",
                to="issuing.change",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="anew_for",
            field=models.ForeignKey(
                help_text="What its next signature is for.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="issuing.standing",
            ),
        ),
    ]
