from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0003_what_was_erased'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storedfile',
            name='purpose',
            field=models.CharField(choices=[('evidence', 'Evidence'), ('captions', 'Captions'), ('talk', 'Talk')], default='evidence', max_length=10),
        ),
    ]
