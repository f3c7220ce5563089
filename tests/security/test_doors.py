"""Every door is tried: signed out, without the right, with the right elsewhere, with the right.

A refusal changes nothing: every table is the same before and after.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from security import (
    administration,  # noqa: F401 - registers its examples
    connectors,  # noqa: F401 - registers its examples
    directives,  # noqa: F401 - registers its examples
    exchange,  # noqa: F401 - registers its examples
    exchange_messages,  # noqa: F401 - registers its examples
    imports,  # noqa: F401 - registers its examples
    linked,  # noqa: F401 - registers its examples
    masterdata,  # noqa: F401 - registers its examples
    notary,  # noqa: F401 - registers its examples
    official_documents,  # noqa: F401 - registers its examples
    payments,  # noqa: F401 - registers its examples
    personnel,  # noqa: F401 - registers its examples
    procedures,  # noqa: F401 - registers its examples
    queue,  # noqa: F401 - registers its examples
    registers,  # noqa: F401 - registers its examples
    statistics,  # noqa: F401 - registers its examples
    walk,
    work_files,  # noqa: F401 - registers its examples
)
from security.examples import EXAMPLES, example_for
from security.world import browser, call, fingerprint
from tinhso.kernel.identity.access import OFFICIAL, PUBLIC, SIGNED_IN

pytestmark = pytest.mark.django_db

PAGES = walk.pages()
OPERATIONS = walk.operations()
CLOSED_PAGES = [page for page in PAGES if page.rule not in {PUBLIC, None}]
OFFICIAL_PAGES = [page for page in CLOSED_PAGES if page.rule != SIGNED_IN]
PERMISSION_PAGES = [page for page in OFFICIAL_PAGES if page.rule != OFFICIAL]
CLOSED_OPERATIONS = [operation for operation in OPERATIONS if operation.rule not in {PUBLIC, None}]
PERMISSION_OPERATIONS = [operation for operation in CLOSED_OPERATIONS if operation.rule != SIGNED_IN]
SIGN_IN = "/dang-nhap/"


def named(items):
    return [pytest.param(item, id=item.name) for item in items]


def _kind(converter):
    return type(converter).__name__.removesuffix("Converter").lower().removesuffix("str") or "str"


def address(page, world):
    """Return the example of a page and its address."""
    given = example_for(page.name, world, {name: _kind(c) for name, c in page.converters.items()})
    named_page = ":" in page.name or "/" not in page.name
    path = reverse(page.name, kwargs=given.kwargs) if named_page else f"/{page.pattern}"
    return given, path + given.query


def operation_address(operation, world):
    """Return the example of an operation and its address."""
    names = [part.split("}")[0] for part in operation.path.split("{")[1:]]
    given = example_for(operation.name, world, {name: "uuid" if name.endswith("_id") else "str" for name in names})
    return given, operation.path.format(**given.kwargs) + given.query


def ask(client, method, path, body):
    return client.post(path, body or {}) if method == "POST" else client.get(path)


def refused(client, given, path, statuses, to=""):
    """Try to read and to write, see both refused in one of these ways, and see that nothing changed."""
    before = fingerprint()
    for method in ("GET", "POST"):
        answer = ask(client, method, path, given.body)
        assert answer.status_code in statuses, f"{method} {path}: {answer.status_code}"
        if answer.status_code == 302 and to:
            assert urlsplit(answer.url).path in to
    assert fingerprint() == before


@pytest.mark.parametrize("page", named(page for page in PAGES if page.rule == PUBLIC))
def test_a_public_page_asks_nobody_to_sign_in(page, world):
    given, path = address(page, world)
    answer = ask(browser(), given.method, path, given.body)
    assert answer.status_code < 500
    assert answer.status_code not in {401, 403}


@pytest.mark.parametrize("page", named(CLOSED_PAGES))
def test_a_closed_page_sends_who_is_signed_out_to_sign_in_and_changes_nothing(page, world):
    refused(browser(), *address(page, world), {302}, {SIGN_IN})


@pytest.mark.parametrize("page", named(OFFICIAL_PAGES))
def test_a_page_of_officials_refuses_citizens_and_changes_nothing(page, world):
    given, path = address(page, world)
    refused(browser(world.citizen()), given, path, {403})


@pytest.mark.parametrize("page", named(OFFICIAL_PAGES))
def test_a_page_of_officials_wants_the_second_factor_first(page, world):
    given, path = address(page, world)
    everything = world.without("")
    refused(browser(everything, strong=False), given, path, {302}, {reverse("identity:challenge")})


@pytest.mark.parametrize("page", named(PERMISSION_PAGES))
def test_a_page_refuses_who_holds_every_right_but_the_one(page, world):
    given, path = address(page, world)
    refused(browser(world.without(page.rule)), given, path, {403})


@pytest.mark.parametrize("page", named(page for page in PERMISSION_PAGES if page.name in EXAMPLES))
def test_the_right_at_another_unit_does_not_open_this_units_things(page, world):
    given, path = address(page, world)
    if given.guarded:
        refused(browser(world.official([page.rule], world.elsewhere)), given, path, {403, 404, 405})


@pytest.mark.parametrize("page", named(CLOSED_PAGES))
def test_a_closed_page_lets_in_who_holds_the_right(page, world):
    given, path = address(page, world)
    if page.rule == SIGNED_IN:
        account = world.citizen()
    else:
        account = world.official([*given.also] if page.rule == OFFICIAL else [page.rule, *given.also], given.unit)
    answer = ask(browser(account), given.method, path, given.body)
    assert answer.status_code < 500
    assert answer.status_code not in {401, 403}
    if answer.status_code == 302:
        assert urlsplit(answer.url).path != SIGN_IN
    if page.name in EXAMPLES:
        assert answer.status_code != 404


def problem(answer, status):
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("operation", named(CLOSED_OPERATIONS))
def test_a_closed_operation_answers_401_without_a_good_key_and_changes_nothing(operation, world):
    given, path = operation_address(operation, world)
    before = fingerprint()
    for key in ("", "ts_000000000000_khong-co", "sai"):
        answer = call(key, operation.method, path, given.body)
        problem(answer, 401)
    assert fingerprint() == before


@pytest.mark.parametrize("operation", named(CLOSED_OPERATIONS))
def test_a_session_does_not_stand_for_a_key(operation, world):
    _, path = operation_address(operation, world)
    client = browser(world.without(""))
    before = fingerprint()
    problem(client.generic(operation.method, path, "{}", content_type="application/json"), 401)
    assert fingerprint() == before


@pytest.mark.parametrize("operation", named(PERMISSION_OPERATIONS))
def test_an_operation_answers_403_to_a_key_with_every_right_but_the_one(operation, world):
    from tinhso.kernel.foundation.permissions import PERMISSIONS

    given, path = operation_address(operation, world)
    key = world.key([code for code in PERMISSIONS if code != operation.rule])
    before = fingerprint()
    problem(call(key, operation.method, path, given.body), 403)
    assert fingerprint() == before


@pytest.mark.parametrize("operation", named(op for op in PERMISSION_OPERATIONS if op.name in EXAMPLES))
def test_a_key_of_another_unit_does_not_reach_this_units_things(operation, world):
    given, path = operation_address(operation, world)
    if not given.guarded:
        return
    key = world.key([operation.rule], world.elsewhere)
    before = fingerprint()
    assert call(key, operation.method, path, given.body).status_code in {403, 404}
    assert fingerprint() == before


@pytest.mark.parametrize("operation", named(OPERATIONS))
def test_an_operation_lets_in_a_key_that_holds_the_right(operation, world):
    given, path = operation_address(operation, world)
    key = ""
    if operation.rule != PUBLIC:
        key = world.key([*given.also] if operation.rule == SIGNED_IN else [operation.rule, *given.also], given.unit)
    answer = call(key, operation.method, path, given.body)
    assert answer.status_code < 500
    assert answer.status_code not in {401, 403}


@pytest.mark.parametrize("operation", named(op for op in OPERATIONS if op.rule == PUBLIC))
def test_a_public_operation_refuses_a_bad_key_rather_than_overlook_it(operation, world):
    given, path = operation_address(operation, world)
    problem(call("ts_000000000000_khong-co", operation.method, path, given.body), 401)
