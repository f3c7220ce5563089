"""Every address and every operation has a rule, and it is the one that is written down."""

from django.conf import settings

from security import matrix, walk
from tinhso.cli.loading.pack import Pack
from tinhso.cli.loading.roles import spread
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.access import unknown_permissions

PAGES = {page.name: page.rule for page in walk.pages()}
OPERATIONS = {operation.name: operation.rule for operation in walk.operations()}


def lines(rules):
    """Return rules as lines that can be put into the matrix."""
    return "\n".join(f'    "{name}": "{rule}",' for name, rule in sorted(rules.items()))


def test_no_address_is_without_a_guard():
    assert [name for name, rule in PAGES.items() if rule is None] == []
    assert [name for name, rule in OPERATIONS.items() if rule is None] == []


def test_the_written_matrix_names_every_address_and_its_rule():
    expected = matrix.present(matrix.PAGES)
    differing = {name: rule for name, rule in PAGES.items() if expected.get(name) != rule}
    gone = sorted(set(expected) - set(PAGES))
    assert not differing, f"not in tests/security/matrix.py, or with another rule:\n{lines(differing)}"
    assert not gone, f"in the matrix, but no address: {gone}"


def test_the_written_matrix_names_every_operation_and_its_rule():
    expected = matrix.present(matrix.OPERATIONS)
    differing = {name: rule for name, rule in OPERATIONS.items() if expected.get(name) != rule}
    gone = sorted(set(expected) - set(OPERATIONS))
    assert not differing, f"not in tests/security/matrix.py, or with another rule:\n{lines(differing)}"
    assert not gone, f"in the matrix, but no operation: {gone}"


def test_the_walk_over_operations_misses_no_address_of_the_api():
    assert len({operation.path for operation in walk.operations()}) == walk.api_addresses()


def test_every_permission_in_a_rule_is_declared():
    assert unknown_permissions({*PAGES.values(), *OPERATIONS.values()} - {None}) == set()


def test_every_permission_has_a_sentence_for_administrators():
    assert [p.code for p in PERMISSIONS.values() if len(str(p.sentence).split()) < 2] == []


def test_every_permission_is_carried_by_a_role_of_the_data_pack():
    roles = Pack.named(settings.PACK).yaml("roles.yaml")
    carried = {code for role in roles for code in spread(role["permissions"])}
    assert sorted(set(PERMISSIONS) - carried) == []
    assert sorted(carried - set(PERMISSIONS)) == []


def test_the_api_describes_its_operations_completely():
    from tinhso.config.api import api

    document = api.get_openapi_schema()
    described = [operation for path in document["paths"].values() for operation in path.values()]
    identifiers = [operation["operationId"] for operation in described]
    assert len(identifiers) == len(set(identifiers))
    assert [operation["operationId"] for operation in described if not operation.get("summary")] == []
    closed = {name for name, rule in OPERATIONS.items() if rule != "public"}
    without_key = [
        name
        for name in closed
        for method, path in [name.split(" ", 1)]
        if not document["paths"][path][method.lower()].get("security")
    ]
    assert without_key == []
