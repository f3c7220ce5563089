"""Differences are planted in the file of a day, one for each kind that is asked for."""

from tinhso.simulators.payments.files import PLANTS, day_rows, write


def movement(number: int) -> dict[str, object]:
    return {
        "reference": f"HD{number}",
        "movement": f"NH{number}",
        "type": "payment",
        "status": "success",
        "amount": 10_000 * number,
        "time": f"2026-11-22T08:0{number}:00+07:00",
        "refund_key": "",
    }


def test_a_file_without_plants_tells_what_happened() -> None:
    rows = day_rows([movement(1), movement(2)], [])
    assert [(row["order"], row["amount"]) for row in rows] == [("HD1", 10_000), ("HD2", 20_000)]
    assert write(rows).decode().splitlines()[0] == "type,order,movement,status,amount,time,refund_key"


def test_each_plant_changes_one_thing() -> None:
    rows = day_rows([movement(number) for number in range(1, 8)], PLANTS)
    orders = [row["order"] for row in rows]
    assert "HD1" not in orders and orders.count("HD3") == 2 and orders.count("HD6") == 2
    by_order = {row["order"]: row for row in rows}
    assert by_order["HD2"]["amount"] == 21_000
    assert by_order["HD4"]["time"].startswith("2026-11-21")
    assert by_order["HD5"]["status"] == "failed"
    assert "HD000000LAKLAKLA-1" in orders


def test_too_few_movements_are_no_fault() -> None:
    assert len(day_rows([], PLANTS)) == 1
