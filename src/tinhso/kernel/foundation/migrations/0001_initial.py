"""The PostgreSQL extensions that indexes and constraints of the rooms stand on."""

from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    # The lowest room with a schema; every other room stands on it.
    run_before = [("areas", "0001_initial")]

    operations = [TrigramExtension(), BtreeGinExtension(), BtreeGistExtension()]
