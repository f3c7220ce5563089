"""Every door is tried: signed out, without the right, with the right elsewhere, with the right.

A refusal changes nothing: every table is the same before and after. What stands behind a door is made once; each who
tries it does so in a transaction of his own that is undone, and is told of by his own name when it goes wrong.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.db import transaction
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
    tourism,  # noqa: F401 - registers its examples
    walk,
    work_files,  # noqa: F401 - registers its examples
)
from security.examples import EXAMPLES, example_for
from security.world import browser, call, fingerprint
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.access import OFFICIAL, PUBLIC, SIGNED_IN

pytestmark = pytest.mark.django_db

PAGES = walk.pages()
OPERATIONS = walk.operations()
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


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_out(page, world, given, path):
    refused(browser(), given, path, {302}, {SIGN_IN})


def a_citizen(page, world, given, path):
    refused(browser(world.citizen()), given, path, {403})


def without_the_second_factor(page, world, given, path):
    refused(browser(world.without(""), strong=False), given, path, {302}, {reverse("identity:challenge")})


def with_every_right_but_the_one(page, world, given, path):
    refused(browser(world.without(page.rule)), given, path, {403})


def with_the_right_at_another_unit(page, world, given, path):
    refused(browser(world.official([page.rule], world.elsewhere)), given, path, {403, 404, 405})


def with_the_right(page, world, given, path):
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


def anybody(page, world, given, path):
    answer = ask(browser(), given.method, path, given.body)
    assert answer.status_code < 500
    assert answer.status_code not in {401, 403}


def who_tries_a_page(page, given) -> list[Callable[..., None]]:
    """Return who is to be refused at the page's rule, and who is let in."""
    if page.rule is None:
        return []
    if page.rule == PUBLIC:
        return [anybody]
    refused_ones = [signed_out]
    if page.rule != SIGNED_IN:
        refused_ones += [a_citizen, without_the_second_factor]
    if page.rule not in {SIGNED_IN, OFFICIAL}:
        refused_ones.append(with_every_right_but_the_one)
        if given.guarded:
            refused_ones.append(with_the_right_at_another_unit)
    return [*refused_ones, with_the_right]


@pytest.mark.parametrize("page", named(PAGES))
def test_a_page_lets_in_whom_it_should_and_nobody_else(page, world, subtests):
    given, path = address(page, world)
    for tries in who_tries_a_page(page, given):
        with subtests.test(tries.__name__), undone():
            tries(page, world, given, path)


def problem(answer, status):
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def without_a_good_key(operation, world, given, path):
    before = fingerprint()
    for key in ("", "ts_000000000000_khong-co", "sai"):
        problem(call(key, operation.method, path, given.body), 401)
    assert fingerprint() == before


def a_session_in_place_of_a_key(operation, world, given, path):
    client = browser(world.without(""))
    before = fingerprint()
    problem(client.generic(operation.method, path, "{}", content_type="application/json"), 401)
    assert fingerprint() == before


def a_key_with_every_right_but_the_one(operation, world, given, path):
    key = world.key([code for code in PERMISSIONS if code != operation.rule])
    before = fingerprint()
    problem(call(key, operation.method, path, given.body), 403)
    assert fingerprint() == before


def a_key_of_another_unit(operation, world, given, path):
    key = world.key([operation.rule], world.elsewhere)
    before = fingerprint()
    assert call(key, operation.method, path, given.body).status_code in {403, 404}
    assert fingerprint() == before


def a_bad_key_where_none_is_needed(operation, world, given, path):
    problem(call("ts_000000000000_khong-co", operation.method, path, given.body), 401)


def a_key_with_the_right(operation, world, given, path):
    key = ""
    if operation.rule != PUBLIC:
        key = world.key([*given.also] if operation.rule == SIGNED_IN else [operation.rule, *given.also], given.unit)
    answer = call(key, operation.method, path, given.body)
    assert answer.status_code < 500
    assert answer.status_code not in {401, 403}


def who_tries_an_operation(operation, given) -> list[Callable[..., None]]:
    """Return who is to be refused at the operation's rule, and who is let in."""
    if operation.rule == PUBLIC:
        return [a_bad_key_where_none_is_needed, a_key_with_the_right]
    refused_ones = []
    if operation.rule is not None:
        refused_ones += [without_a_good_key, a_session_in_place_of_a_key]
    if operation.rule not in {SIGNED_IN, None}:
        refused_ones.append(a_key_with_every_right_but_the_one)
        if given.guarded:
            refused_ones.append(a_key_of_another_unit)
    return [*refused_ones, a_key_with_the_right]


@pytest.mark.parametrize("operation", named(OPERATIONS))
def test_an_operation_lets_in_whom_it_should_and_nobody_else(operation, world, subtests):
    given, path = operation_address(operation, world)
    for tries in who_tries_an_operation(operation, given):
        with subtests.test(tries.__name__), undone():
            tries(operation, world, given, path)
