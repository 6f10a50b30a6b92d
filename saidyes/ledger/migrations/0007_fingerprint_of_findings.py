import hashlib
from typing import Any

from django.db import migrations, models


def tell_old_findings_apart(apps: Any, schema_editor: Any) -> None:
    """By what was known of them: how many, and the first."""
    for check in apps.get_model("ledger", "Check").objects.exclude(wrong=""):
        check.fingerprint = hashlib.sha256(f"{check.findings} {check.wrong}".encode()).hexdigest()
        check.save(update_fields=["fingerprint"])


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_shredding"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="fingerprint",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(tell_old_findings_apart, migrations.RunPython.noop),
    ]
