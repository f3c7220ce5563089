"""Saved views went over to the kernel: lists that are no registers keep theirs too.

What was shared is shared in the unit of its keeper from now on.
"""

from django.db import migrations

_OVER = """
INSERT INTO search_savedview (id, created_at, place, owner_id, name, query, shared, unit_id)
SELECT v.id, v.created_at, 'registers.' || v.register, v.owner_id, v.name, v.query, v.shared, held.unit_id
FROM registers_savedview v, LATERAL (
  SELECT unit_id FROM identity_roleassignment WHERE account_id = v.owner_id ORDER BY valid_from DESC, id LIMIT 1
) held
"""
_BACK = """
INSERT INTO registers_savedview (id, created_at, register, owner_id, name, query, shared)
SELECT id, created_at, substr(place, 11), owner_id, name, query, shared FROM search_savedview
WHERE place LIKE 'registers.%';
DELETE FROM search_savedview WHERE place LIKE 'registers.%'
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_carried_rows_and_drafts"), ("search", "0001_saved_views"), ("identity", "0001_initial")]

    operations = [migrations.RunSQL(_OVER, _BACK), migrations.DeleteModel(name="SavedView")]
