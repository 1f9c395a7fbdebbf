import django.db.models.deletion
from django.db import migrations, models


def let_them_stand(apps, schema_editor):
    """Each decision so far is the one that stands in its case."""
    decisions = apps.get_model("review", "Decision").objects
    for decision, case in decisions.values_list("pk", "case"):
        apps.get_model("review", "Case").objects.filter(pk=case).update(decision=decision)


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0002_outcomes_told'),
    ]

    operations = [
        migrations.AlterField(
            model_name='decision',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='review.case'),
        ),
        migrations.AddField(
            model_name='decision',
            name='supersedes',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='review.decision'),
        ),
        migrations.AddField(
            model_name='case',
            name='decision',
            field=models.OneToOneField(help_text='The one that stands; earlier ones are kept (Decision.supersedes).', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to='review.decision'),
        ),
        migrations.RunPython(let_them_stand, migrations.RunPython.noop),
    ]
