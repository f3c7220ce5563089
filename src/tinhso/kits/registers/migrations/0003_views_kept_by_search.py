"""Saved views went over to the kernel: lists that are no registers keep theirs too."""

from django.db import migrations

_OVER = """
INSERT INTO search_savedview (id, created_at, place, owner_id, name, query, shared)
SELECT id, created_at, 'registers.' || register, owner_id, name, query, shared FROM registers_savedview
"""
_BACK = """
INSERT INTO registers_savedview (id, created_at, register, owner_id, name, query, shared)
SELECT id, created_at, substr(place, 11), owner_id, name, query, shared FROM search_savedview
WHERE place LIKE 'registers.%';
DELETE FROM search_savedview WHERE place LIKE 'registers.%'
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_carried_rows_and_drafts"), ("search", "0001_saved_views")]

    operations = [migrations.RunSQL(_OVER, _BACK), migrations.DeleteModel(name="SavedView")]
