"""What every register must do, of people and of legal entities."""

from itertools import count

from tinhso.government.masterdata.models import LegalEntity, Person
from tinhso.kits.registers.inherited import RegisterTests

NUMBERS = count(4512)


class TestPerson(RegisterTests):
    model = Person
    other = ("full_name", "Nguyễn Thị Hoà")

    def values(self, world):
        return {
            "full_name": "Công Tằng Tôn Nữ Thị Hoa", "birth": "12/05/1987", "sex": "female", "area": world.area,
            "personal_number": f"038187{next(NUMBERS):06}", "old_number": "172345678", "phone": "0983 246 802",
            "address": "Thôn 5",
        }  # fmt: skip


class TestLegalEntity(RegisterTests):
    model = LegalEntity
    other = ("short_name", "LAMSUCO")

    def values(self, world):
        # Without its codes: rows in force may not share one, and the suite adds many (see test_codes_and_catalogues).
        return {
            "name": "Công ty Cổ phần Mía đường Xứ Thử", "kind": "company", "area": world.area, "address": "Khu 6",
            "phone": "0237 3852 246", "established_on": "01/02/2001",
        }  # fmt: skip
