from django.db import migrations

from saidyes.ledger.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("ledger", "0002_append_only")]

    operations = [migrations.RunPython(append_only("consent_wording"), migrations.RunPython.noop)]
