"""Documents between two installations by NATS JetStream while its leader dies: none lost, none doubled."""

import pytest

import database_template
from exchange import databases
from exchange.cluster import Cluster
from exchange.scenario import told
from exchange.sites import Site
from exchange.streams import StreamFaults

pytestmark = pytest.mark.faults


def test_documents_and_the_death_of_the_leader(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        template = database_template.ready()
        cluster = Cluster(tmp_path)
        names = [f"{template[:40]}_n{letter}" for letter in "ab"]
        sites = [Site(name, tmp_path / name, databases.make(name, template), **cluster.environment()) for name in names]
        try:
            play = StreamFaults(*sites, say=told, cluster=cluster)
            play.prepare()
            play.leader_dies(48)
            play.books()
        finally:
            for site, name in zip(sites, names, strict=True):
                site.end()
                databases.drop(name)
            cluster.end()
