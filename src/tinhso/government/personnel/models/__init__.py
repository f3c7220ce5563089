"""Registers of personnel: files, decisions, careers, conduct, quotas."""

from tinhso.government.personnel.models.careers import Allowance, Appointment, NextStep, SalaryStep
from tinhso.government.personnel.models.conduct import Appraisal, Award, Discipline, Training
from tinhso.government.personnel.models.decisions import Decision
from tinhso.government.personnel.models.files import PersonFile
from tinhso.government.personnel.models.quotas import Quota

__all__ = [
    "Allowance", "Appointment", "Appraisal", "Award", "Decision", "Discipline", "NextStep", "PersonFile", "Quota",
    "SalaryStep", "Training",
]  # fmt: skip
