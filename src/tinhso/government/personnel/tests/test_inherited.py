"""What every register must do, of files."""

from tinhso.government.personnel.models import PersonFile
from tinhso.government.personnel.tests.people import FILE
from tinhso.kits.registers.inherited import RegisterTests


class TestPersonFile(RegisterTests):
    model = PersonFile
    other = ("duty", "Văn thư")

    def values(self, world):
        return FILE
