"""The desk holds the addresses still, and the blast no more: whoever pauses it waited for every desk at once.

Locks that may be shared are given to each who comes, before the one who wants the row alone. Eight desks at one blast
kept a pause waiting for six seconds, thirty-two for ever. Addresses are another matter: one letter each asks for them.
"""

from typing import Any

from django.db import migrations

DESK = """
CREATE OR REPLACE FUNCTION delivery_desk(
    results jsonb, questions jsonb, at_this_moment timestamptz, leased_until timestamptz
) RETURNS TABLE (recipient bigint, stands text)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    UPDATE delivery_recipient r
       SET state = 'sent', answer = q.answer, lease_until = NULL, settled_at = at_this_moment
      FROM jsonb_to_recordset(results) AS q(id bigint, token int, answer text)
     WHERE r.id = q.id AND r.token = q.token AND r.state IN ('claimed', 'handing', 'uncertain', 'queued');

    PERFORM 1 FROM consent_address a
      WHERE a.id = ANY (ARRAY(SELECT q.address FROM jsonb_to_recordset(questions) AS q(address uuid)))
      ORDER BY a.id FOR SHARE;

    RETURN QUERY
    UPDATE delivery_recipient r
       SET state = v.state,
           left_out_because = v.because,
           consent_event = CASE WHEN v.state = 'handing' THEN v.event ELSE r.consent_event END,
           handed_at = CASE WHEN v.state = 'handing' THEN at_this_moment ELSE r.handed_at END,
           settled_at = CASE WHEN v.state = 'left_out' THEN at_this_moment END,
           lease_until = CASE WHEN v.state = 'handing' THEN leased_until END
      FROM (
        SELECT w.id, w.token, w.address, w.event, w.because,
               CASE WHEN w.paused THEN 'queued' WHEN w.because = '' THEN 'handing' ELSE 'left_out' END AS state
          FROM (
            SELECT q.id, q.token, q.address, a.last_event AS event, b.status = 'paused' AS paused,
                   CASE WHEN b.status = 'paused' THEN ''
                        WHEN b.status <> 'sending' THEN 'cancelled'
                        WHEN a.willing THEN CASE WHEN a.key = q.key THEN '' ELSE 'changed' END
                        WHEN a.standing = 'opted_out' THEN 'opted_out'
                        WHEN a.suppressed THEN 'cant_deliver'
                        WHEN a.standing = 'no_choice' THEN 'no_choice'
                        ELSE 'not_held' END AS because
              FROM jsonb_to_recordset(questions) AS q(id bigint, token int, address uuid, blast uuid, key text)
              JOIN consent_address a ON a.id = q.address
              JOIN blasts_blast b ON b.id = q.blast
          ) w
      ) v
     WHERE r.id = v.id AND r.token = v.token AND r.address_id = v.address AND r.state = 'claimed'
    RETURNING r.id, r.state::text;
END $$
"""


def replace(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DESK)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_by_key")]

    operations = [migrations.RunPython(replace, migrations.RunPython.noop)]  # the release before asks it the same way
