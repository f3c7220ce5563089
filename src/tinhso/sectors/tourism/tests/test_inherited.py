"""What every register must do, of the registers of tourism."""

from tinhso.kits.registers.inherited import RegisterTests
from tinhso.sectors.tourism.models import Lodging, Place


class TestLodging(RegisterTests):
    model = Lodging
    other = ("rooms", 120)

    def values(self, world):
        return {
            "name": "Khách sạn Lam Kinh", "kind": "hotel", "area": "14758", "address": "Số 1, đường Lê Lợi",
            "location": "19.807, 105.776", "stars": "4", "rooms": "110", "recognised_on": "21/11/2025",
            "phone": "0237 3852 246", "manager": "Công Tằng Tôn Nữ Thị Phương", "manager_phone": "0983 246 802",
        }  # fmt: skip


class TestPlace(RegisterTests):
    model = Place

    def values(self, world):
        return {
            "name": "Thành nhà Hồ", "kind": "heritage", "grade": "world", "graded_year": "2011", "area": world.area,
            "location": "20.078, 105.605", "description": "Tòa thành đá.", "ticket": "40.000",
        }  # fmt: skip
