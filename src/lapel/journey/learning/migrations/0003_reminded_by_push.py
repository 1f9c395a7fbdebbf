from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0002_daily'),
    ]

    operations = [
        migrations.RenameField(
            model_name='dailyrhythm',
            old_name='reminds',
            new_name='by_mail',
        ),
        migrations.AddField(
            model_name='dailyrhythm',
            name='by_push',
            field=models.BooleanField(default=False),
        ),
    ]
