from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0005_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="business",
            name="desk_overrules_no",
            field=models.BooleanField(default=True, db_default=True),
        ),
    ]
