from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_all_kinds")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(max_length=32),
        ),
    ]
