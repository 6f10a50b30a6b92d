from typing import Any

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import saidyes.common.clock

WHY = "the question asks for more than it did"


def go_on_ending(apps: Any, schema_editor: Any) -> None:
    """What was widened a moment before this release came."""
    ending = apps.get_model("consent", "Ending")
    for own in apps.get_model("consent", "OwnWords").objects.filter(widened_at__isnull=False):
        ending.objects.create(business_id=own.business_id, given_until=own.widened_at, why=WHY)


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0002_when_a_yes_ends"),
        ("consent", "0007_tombstones"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("given_until", models.DateTimeField(default=saidyes.common.clock.now)),
                ("why", models.CharField(max_length=100)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="endings", to="businesses.business"
                    ),
                ),
            ],
        ),
        migrations.RunPython(go_on_ending, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="ownwords",
            name="widened_at",
        ),
    ]
