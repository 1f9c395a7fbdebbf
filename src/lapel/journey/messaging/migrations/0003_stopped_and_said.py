from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('messaging', '0002_webhooks')]

    operations = [
        migrations.AddField(
            model_name='webhookendpoint',
            name='is_orphaned',
            field=models.BooleanField(default=False, help_text='Its keeper lost her office.'),
        ),
        # Not altered: a text is no JSON, and what stood there was a sentence in English.
        migrations.RemoveField(model_name='webhookmessage', name='error'),
        migrations.AddField(
            model_name='webhookmessage',
            name='error',
            field=models.JSONField(default=dict, help_text='Why it was not sent: a template and facts.'),
        ),
    ]
