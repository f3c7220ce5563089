"""What every register must do, of files."""

from itertools import count

from tinhso.government.personnel.models import PersonFile
from tinhso.government.personnel.tests.people import FILE
from tinhso.kits.registers.inherited import RegisterTests

NUMBERS = count(20_000)


class TestPersonFile(RegisterTests):
    model = PersonFile
    other = ("duty", "Văn thư")

    def values(self, world):
        number = next(NUMBERS)
        return FILE | {"file_number": f"TH-{number:07}", "personal_number": f"038187{number:06}"}
