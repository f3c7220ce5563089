"""``python -m bench``: everything, in one run, into ``build/bench.json``."""

import os
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bench.lives import Matter


@click.command()
@click.option("--dossiers", default=1_000_000, show_default=True, help="How many the database holds at the end.")
@click.option("--imports", is_flag=True, help="Measure importing into registers, and nothing else.")
@click.option("--directives", is_flag=True, help="Reckon a year of directives again from its ledger, and nothing else.")
@click.option("--documents", is_flag=True, help="Number documents by 32 clerks at once, and nothing else.")
@click.option("--gateway", is_flag=True, help="Measure calls through the exchange's gateway, and nothing else.")
@click.option("--exchange", is_flag=True, help="Measure documents between two installations, and nothing else.")
@click.option(
    "--exchange-faults",
    "faults",
    default=0,
    is_flag=False,
    flag_value=20_000,
    help="Make every fault between two installations with so many documents (20,000), and nothing else.",
)
@click.option("--nats", is_flag=True, help="With --exchange-faults: by NATS JetStream, three servers, one killed.")
@click.option("--layouts", is_flag=True, help="Measure reading official documents, and nothing else.")
@click.option("--registers", is_flag=True, help="Measure a register of a million rows, and nothing else.")
@click.option("--rows", default=3_500_000, show_default=True, help="How many rows the largest import has; 0: none.")
@click.option("--out", default="build/bench.json", show_default=True, type=click.Path(path_type=Path))
def main(
    dossiers: int,
    imports: bool,
    directives: bool,
    documents: bool,
    gateway: bool,
    exchange: bool,
    faults: int,
    nats: bool,
    layouts: bool,
    registers: bool,
    rows: int,
    out: Path,
) -> None:
    """Measure as ratios to baselines taken in the same run."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import applications, history, lives, pages, precheck, province
    from bench.measure import Report

    report = Report()
    if directives:
        from bench import directives as orders

        orders.alone(report)
        report.write(out)
        return
    if documents:
        from bench import documents as numbering

        province.create_database()
        numbering.measure(report)
        report.write(out)
        return
    if exchange or faults:
        from bench import exchange as between

        province.create_database()
        with tempfile.TemporaryDirectory() as folder:
            if exchange:
                between.measure(report, Path(folder))
            if faults:
                between.faults(Path(folder), documents=faults, large=200 * 2**20, nats=nats)
        report.write(out)
        return
    if gateway:
        from bench import gateway as calls

        province.create_database()
        calls.measure(report)
        report.write(out)
        return
    if layouts:
        from bench import layouts as reading

        reading.measure(report)
        report.write(out)
        return
    if imports:
        from bench import imports as importing

        province.create_database()
        importing.measure(report, millions=rows)
        report.write(out)
        return
    if registers:
        from bench import every_register
        from bench import registers as kept
        from tinhso.cli.load import load

        province.create_database()
        within = every_register.measure(report, rows=min(rows, kept.MANY))
        load.main(["thanh-hoa"], standalone_mode=False)
        within &= kept.measure(report, rows=min(rows, kept.MANY))
        report.write(out)
        raise SystemExit(0 if within else "out of limits")
    with tempfile.TemporaryDirectory() as folder, province.trust_services(Path(folder)) as trust_url:
        province.create_database()
        here = province.settle()
        matter = _two_parts()
        # All at the officer's commune, and enough of them waiting: pages that are full at both sizes.
        history.measure(report, 1000, seed=1, agency=here.commune)
        lives.leave_open(here, matter, pages.FULL)
        small = pages.measure(report, here, "1,000 dossiers", {})
        lives.measure(report, here, matter)
        applications.measure(report, here, trust_url, matter)
        if dossiers > 1000:
            history.measure(report, dossiers - 1000, seed=2)
            pages.measure(report, here, f"{dossiers:,} dossiers", small)
    precheck.measure(report)
    from bench import documents as numbering

    numbering.measure(report)
    report.write(out)
    click.echo(f"→ {out}")


def _two_parts() -> "Matter":
    """Find a procedure of the communes, and answers to its form, that ask for exactly two parts."""
    from bench.lives import Matter
    from tinhso.cli.history.answers import variety
    from tinhso.kits.procedures.queries import procedures_in_force, published_version
    from tinhso.kits.procedures.versions import definition_of

    for procedure in procedures_in_force().filter(tier="commune").order_by("code"):
        version = published_version(procedure)
        definition = definition_of(version)
        for answers in variety(definition, Random(1)):
            parts = [part.code for part in definition.parts_for(answers) if part.required and not part.to_show]
            if len(parts) == 2 and definition.agency.place == "agency":
                return Matter(version, answers, parts)
    raise LookupError("no procedure asks for exactly two parts")


if __name__ == "__main__":
    main()
