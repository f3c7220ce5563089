"""Documents between two installations while things break: none lost, none doubled, each refusal has its reason."""

import pytest

import database_template
from exchange import databases
from exchange.scenario import Faults, told
from exchange.sites import Site

pytestmark = pytest.mark.faults


def test_two_hundred_documents_and_every_fault(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        template = database_template.ready()
        names = [f"{template[:40]}_{letter}" for letter in "ab"]
        sites = [Site(name, tmp_path / name, databases.make(name, template)) for name in names]
        try:
            Faults(*sites, say=told).run(200, large=8 * 2**20)
        finally:
            for site, name in zip(sites, names, strict=True):
                site.end()
                databases.drop(name)
