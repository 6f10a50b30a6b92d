from django.db import migrations

from saidyes.ledger.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("ledger_event"), migrations.RunPython.noop),
        migrations.RunPython(append_only("ledger_eventprivate"), migrations.RunPython.noop),
    ]
