"""Worked cases: when each branch and the whole are due, along whole stories, and recomputed by the doctor.

``cases.csv`` holds one story a row: which linked procedure, answers that differ from the common ones, what
happened when, and the due times that follow. ``paused`` is a clock that waits, ``none`` one that never ran.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.linked import doctor
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.services.settling import settle
from tinhso.kits.procedures.linked.tests import town
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, supplements, waiting
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World

CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").open(encoding="utf-8")))
ITEM = {"what": "Giấy tờ", "reason": "Ảnh mờ", "article": "NĐ 301/2026/NĐ-CP"}


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    with clock.at(town.at("2026-01-05T08:00")):
        return town.make_town()


def test_there_are_enough_cases_under_both_sets_of_terms() -> None:
    assert len(CASES) >= 25
    assert {case["linked"] for case in CASES} == {town.BIRTH, town.DEATH, town.BUSINESS}


def test_every_case_comes_out_as_worked_by_hand_and_the_doctor_agrees(world: World) -> None:
    wrong = []
    for case in CASES:
        with transaction.atomic():
            application = _play(world, case)
            wrong += _differences(case, application)
            wrong += [f"{case['comment']}: {problem}" for problem in (*doctor.check_deadlines(), *check_deadlines())]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _play(world: World, case: dict[str, str]) -> LinkedApplication:
    answers = dict(pair.split("=") for pair in case["answers"].split())
    parts = {"pledge": ["van-ban-thay-giay-chung-sinh"]}.get(answers.get("birth_proof", ""))
    if answers.get("food") == "no":
        parts = []
    application: LinkedApplication | None = None
    for line in case["story"].split("; "):
        moment, act, *branch = line.split()
        with clock.at(town.at(moment)):
            if application is None:
                application = town.send(world, case["linked"], parts=parts, **answers)
            if act == "unanswered":
                assert waiting.stop_unanswered() == 1
            elif act != "submit":
                _act(world, act, town.dossier_of(application, branch[0]))
            settle(application.id)
    assert application is not None
    application.refresh_from_db()
    return application


def _act(world: World, act: str, dossier: Dossier) -> None:
    if act == "receive":
        intake.receive(SYSTEM, dossier.id)
    elif act == "refuse":
        intake.refuse(SYSTEM, dossier.id, reason="Không thuộc thẩm quyền", article="Điều 1")
    elif act in ("grant", "deny"):
        town.decide(dossier, granted=act == "grant", reason="" if act == "grant" else "Không đủ điều kiện")
    elif act == "ask":
        if dossier.status != Status.SUBMITTED:
            town.open_working_step(dossier)
        supplements.ask(SYSTEM, dossier.id, [ITEM])
    elif act == "answer":
        supplements.answer(world.actor("citizen"), dossier.id, note="Đã gửi lại")


def _differences(case: dict[str, str], application: LinkedApplication) -> list[str]:
    wrong = []
    for pair in case["due"].split():
        name, expected = pair.split("=")
        if name == "state":
            found = str(application.state)
        else:
            owner = application if name == "whole" else town.dossier_of(application, name)
            found = _due(owner)
        if found != expected:
            wrong.append(f"{case['comment']}: {name} is {found}, worked by hand {expected}")
    return wrong


def _due(owner: Any) -> str:
    if owner.due_at is not None:
        return timezone.localtime(owner.due_at).strftime("%Y-%m-%dT%H:%M")
    return "paused" if owner.received_at is not None else "none"
