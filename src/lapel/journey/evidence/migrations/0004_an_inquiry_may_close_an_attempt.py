from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0003_what_follows_from_the_outcome'),
    ]

    operations = [
        migrations.AlterField(
            model_name='submission',
            name='outcome',
            field=models.CharField(blank=True, choices=[('earned', 'Earned'), ('almost', 'Almost there'), ('not_yet', 'Not yet'), ('sent_back', 'Sent back'), ('closed', 'Closed after an inquiry')], max_length=9),
        ),
    ]
