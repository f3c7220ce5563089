"""``python -m bench.notary``: two offices sell one property at one moment, from processes of their own, many times.

Every try must leave exactly one act, and tell the other office of it; a notice entered a second before must stop both,
one entered at the same moment must come wholly before an act or after it.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from typing import Any

import click

OFFICES = 2
Told = tuple[str, str, float]
"""``act`` and its number, or the refusal's code and words; and how long it took, in seconds."""


def _office(place: int, tasks: Any, told: Any, start: Any) -> None:
    """Be one office's process: record the act of each search that comes, at the shot for all."""
    import django

    django.setup()
    from tinhso.government.notary.models import Search
    from tinhso.government.notary.services.recording import record_act
    from tinhso.kernel.foundation.errors import Refused
    from tinhso.kernel.identity.actor import SYSTEM

    for search_id, values in iter(tasks.get, None):
        search = Search.objects.select_related("office__unit").get(pk=search_id)
        start.wait(timeout=60)
        began = time.perf_counter()
        try:
            act = record_act(SYSTEM, search, values, ["giver", "taker"])
            answer: Told = ("act", act.number, time.perf_counter() - began)
        except Refused as refused:
            answer = (refused.code, refused.message, time.perf_counter() - began)
        told.put((place, answer))


class Race:
    """The province, and the processes of its offices."""

    def __init__(self) -> None:
        from tinhso.government.notary.tests.sample import make_sample

        self.sample = make_sample()
        context = multiprocessing.get_context("spawn")
        self.start, self.told = context.Barrier(OFFICES + 1), context.Queue()
        self.tasks = [context.Queue() for _place in range(OFFICES)]
        self.processes = [
            context.Process(target=_office, args=(place, tasks, self.told, self.start), daemon=True)
            for place, tasks in enumerate(self.tasks)
        ]
        for process in self.processes:
            process.start()
        self.tried = 0

    def once(self, *, block: str = "", wait: float = 0.0) -> tuple[dict[int, Told], Any]:
        """Let both offices sell one new property at once; ``block``: a notice ``before`` them, or ``meanwhile``."""
        from tinhso.government.notary.services import blocking, searching
        from tinhso.government.notary.tests.sample import BUYER, OTHER_BUYER, OWNER
        from tinhso.kernel.identity.actor import SYSTEM

        self.tried += 1
        sample, parcel = self.sample, self.sample.parcel(parcel_number=str(self.tried))
        for place, buyer in enumerate((BUYER, OTHER_BUYER)):
            search = searching.search(SYSTEM, sample.offices[place], parcel, [OWNER, buyer])
            self.tasks[place].put((search.pk, sample.values()))
        notice = None
        if block == "before":
            notice = blocking.block(SYSTEM, sample.root, sample.notice(), parcel)
            time.sleep(wait)
        self.start.wait(timeout=60)
        if block == "meanwhile":
            notice = blocking.block(SYSTEM, sample.root, sample.notice(), parcel)
        return dict(self.told.get(timeout=60) for _place in range(OFFICES)), notice

    def end(self) -> None:
        """Let the processes go home."""
        for tasks, process in zip(self.tasks, self.processes, strict=True):
            tasks.put(None)
            process.join(timeout=20)


def _one_stands(answers: dict[int, Told]) -> bool:
    """Tell whether one act stands and the other office reads its number."""
    acts = [answer for answer in answers.values() if answer[0] == "act"]
    refused = [answer for answer in answers.values() if answer[0] == "conflict"]
    return len(acts) == 1 and len(refused) == 1 and f"số {acts[0][1]} " in refused[0][1]


@click.command()
@click.option("--tries", default=500, show_default=True, help="Two sales at one moment.")
@click.option("--blocked", default=20, show_default=True, help="A notice a second before both.")
@click.option("--meanwhile", default=40, show_default=True, help="A notice at the same moment.")
@click.option("--keep", is_flag=True, help="Use the bench's database as it is; otherwise it is made anew.")
def main(tries: int, blocked: int, meanwhile: int, keep: bool) -> None:
    """Race, count, and fail when a try ends otherwise than it must."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import province
    from tinhso.government.notary.models import Act

    if not keep:
        province.create_database()
    race = Race()
    began = time.perf_counter()
    wins, times, wrong = [0] * OFFICES, [], []
    for _try in range(tries):
        answers, _notice = race.once()
        times += [answer[2] for answer in answers.values()]
        if not _one_stands(answers):
            wrong.append(answers)
        for place, answer in answers.items():
            wins[place] += answer[0] == "act"
    took = time.perf_counter() - began
    click.echo(
        f"two sales at one moment: {tries} tries, {tries - len(wrong)} with exactly one act and the other told of it; "
        f"won {wins[0]} : {wins[1]}; recording median {1000 * statistics.median(times):.0f} ms, "
        f"longest {1000 * max(times):.0f} ms; {took:.0f} s"
    )
    stopped = 0
    for _try in range(blocked):
        answers, _notice = race.once(block="before", wait=1.0)
        stopped += all(answer[0] == "blocked" for answer in answers.values())
    click.echo(f"a notice one second before: {blocked} tries, {stopped} with both stopped by it")
    first = after = 0
    for _try in range(meanwhile):
        answers, notice = race.once(block="meanwhile")
        codes = sorted(answer[0] for answer in answers.values())
        acts = Act.objects.filter(property=notice.property).count()
        first += acts == 0 and codes == ["blocked", "blocked"]
        after += acts == 1 and codes in (["act", "blocked"], ["act", "conflict"])
    click.echo(f"a notice at the same moment: {meanwhile} tries, {first} before both, {after} after one act")
    race.end()
    if wrong or stopped != blocked or first + after != meanwhile:
        raise click.ClickException(f"some tries ended otherwise than they must: {wrong[:3]}")


if __name__ == "__main__":
    main()
