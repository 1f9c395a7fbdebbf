from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issuing", "0009_wordings")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="not_signed",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
