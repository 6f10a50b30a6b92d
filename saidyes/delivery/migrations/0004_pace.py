from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0003_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("server", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("a_second", models.FloatField(blank=True, null=True)),
                ("spent_until", models.DateTimeField()),
                ("slowed_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=300)),
            ],
        ),
    ]
