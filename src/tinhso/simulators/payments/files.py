"""The file of a day, and the differences that may be planted in it for training."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

HEAD = ("type", "order", "movement", "status", "amount", "time", "refund_key")
PLANTS = ("missing", "amount", "repeated", "day", "status", "doubled", "unknown")


def day_rows(movements: Sequence[dict[str, Any]], plants: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a day's file, with one difference of each kind in ``plants`` where there are rows enough."""
    rows = [{name: (row["reference"] if name == "order" else row[name]) for name in HEAD} for row in movements]
    paid = [row for row in rows if row["type"] == "payment" and row["status"] == "success"]
    for index, plant in enumerate(plants):
        if plant == "unknown":
            rows.append(
                {**(paid[0] if paid else _made_up()), "order": "HD000000LAKLAKLA-1", "movement": f"NHLA{len(rows):06d}"}
            )
        elif index < len(paid):
            _plant(rows, paid[index], plant)
    return rows


def _made_up() -> dict[str, Any]:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"type": "payment", "status": "success", "amount": 10_000, "time": now, "refund_key": ""}


def _plant(rows: list[dict[str, Any]], row: dict[str, Any], plant: str) -> None:
    place = rows.index(row)
    if plant == "missing":
        del rows[place]
    elif plant == "amount":
        row["amount"] += 1000
    elif plant == "repeated":
        rows.insert(place, dict(row))
    elif plant == "day":
        earlier = datetime.fromisoformat(row["time"]) - timedelta(days=1)
        row["time"] = earlier.isoformat(timespec="seconds")
    elif plant == "status":
        row["status"] = "failed"
    elif plant == "doubled":
        rows.append({**row, "movement": row["movement"] + "B"})


def write(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return rows as the platform writes them, without the signature."""
    text = StringIO()
    writer = csv.DictWriter(text, HEAD, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
