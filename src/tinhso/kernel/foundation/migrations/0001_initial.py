"""The PostgreSQL extensions that indexes and constraints of the rooms stand on."""

from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    # Rooms that do not name this migration among their dependencies still find the extensions.
    run_before = [
        ("areas", "0001_initial"),
        ("organizations", "0001_initial"),
        ("identity", "0001_initial"),
    ]

    operations = [TrigramExtension(), BtreeGinExtension(), BtreeGistExtension()]
