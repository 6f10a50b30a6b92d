"""From here on PostgreSQL itself keeps the schools apart: each table with a business shows and takes only the rows of
the one that is said. A table that comes later puts up its own with `fenced`.
"""

from django.db import migrations

from saidyes.common.fence.policies import fence_all_there_are, take_all_down


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0006_desk_over_a_no"),
        ("accounts", "0003_visits"),
        ("blasts", "0004_stops"),
        ("checkup", "0001_initial"),
        ("classes", "0002_files_on_their_way_in"),
        ("consent", "0008_endings"),
        ("delivery", "0005_by_key"),
        ("families", "0004_language"),
        ("ledger", "0007_fingerprint_of_findings"),
        ("notices", "0006_language"),
        ("retention", "0001_initial"),
    ]

    operations = [migrations.RunPython(fence_all_there_are, take_all_down)]
