import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0004_reliability'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assessment',
            name='seat',
            field=models.PositiveSmallIntegerField(choices=[(1, 'First'), (2, 'Second'), (3, 'Adjudicator'), (4, 'Appeal')]),
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting for two assessors'), ('in_review', 'Being scored'), ('agreed', 'The assessors agree'), ('discrepant', 'Waiting for a lead assessor'), ('adjudication', 'With a lead assessor'), ('hold_privacy', 'Held to protect a student'), ('hold_judgement', "Waiting for a lead's decision"), ('hold_integrity', 'Held while something is looked into'), ('decided', 'Decided'), ('appeal', 'Under appeal'), ('appeal_decided', 'Decided on appeal'), ('returned', 'Sent back to pre-check'), ('closed', 'Closed after an inquiry'), ('withdrawn', 'Withdrawn')], max_length=16),
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('criteria', models.JSONField(help_text='Keys of the criteria she contests.')),
                ('words', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ending', models.CharField(blank=True, choices=[('stands', 'The decision stands'), ('changed', 'Something changed for the better'), ('taken_back', 'Taken back'), ('stopped', 'Ended by an inquiry')], max_length=10)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='review.case')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='review.decision')),
            ],
        ),
        migrations.CreateModel(
            name='IntegrityHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('was', models.CharField(max_length=16)),
                ('held_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('cleared', 'Cleared'), ('upheld', 'Upheld')], max_length=8)),
                ('words', models.TextField(blank=True, help_text='What the teacher reads of the finding.')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='integrity_holds', to='review.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('case',), name='one_open_integrity_hold')],
            },
        ),
    ]
