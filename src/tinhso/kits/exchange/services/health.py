"""Measuring services from the log, every minute; asking providers by themselves, every five."""

import time
from datetime import timedelta
from itertools import groupby

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.outside import http
from tinhso.kits.exchange import log, publishing
from tinhso.kits.exchange.models import Direction, Kind, Result, Service, ServiceHealth, ServiceVersion
from tinhso.kits.exchange.services import alerts

PROBER = "tham-do"
"""What stands in the log as the consumer of a probe."""
_MEASURE = """
WITH hour AS (
    SELECT service, count(*) AS calls, count(*) FILTER (WHERE result = 'refused') AS refused,
        count(*) FILTER (WHERE result = 'failed') AS failed,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_us) FILTER (WHERE result = 'ok') / 1000 AS p50,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_us) FILTER (WHERE result = 'ok') / 1000 AS p95,
        max(at) FILTER (WHERE result = 'ok') AS success, max(at) FILTER (WHERE result = 'failed') AS failure,
        (array_agg(reason ORDER BY at DESC) FILTER (WHERE result = 'failed'))[1] AS reason
    FROM exchange_logrecord WHERE at >= %(since)s AND kind = 'call' AND service <> '' GROUP BY service
)
INSERT INTO exchange_servicehealth (service_id, measured_at, calls, refused, failed, p50_ms, p95_ms, last_success_at,
    last_failure_at, last_reason)
SELECT s.id, %(now)s, COALESCE(h.calls, 0), COALESCE(h.refused, 0), COALESCE(h.failed, 0), h.p50, h.p95, h.success,
    h.failure, COALESCE(h.reason, '')
FROM exchange_service s JOIN exchange_subsystem b ON b.id = s.subsystem_id
JOIN exchange_participant p ON p.id = b.participant_id
LEFT JOIN hour h ON h.service = concat_ws('/', p.instance, p.member_class, p.member_code, b.code, s.code)
ON CONFLICT (service_id) DO UPDATE SET measured_at = EXCLUDED.measured_at, calls = EXCLUDED.calls,
    refused = EXCLUDED.refused, failed = EXCLUDED.failed, p50_ms = EXCLUDED.p50_ms, p95_ms = EXCLUDED.p95_ms,
    last_success_at = COALESCE(EXCLUDED.last_success_at, exchange_servicehealth.last_success_at),
    last_failure_at = COALESCE(EXCLUDED.last_failure_at, exchange_servicehealth.last_failure_at),
    last_reason = CASE WHEN EXCLUDED.last_failure_at IS NULL THEN exchange_servicehealth.last_reason
        ELSE EXCLUDED.last_reason END
"""


@transaction.atomic
def measure() -> None:
    """Write anew what the log of the last hour says of every service."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, {"now": now, "since": now - timedelta(hours=1)})


def probe() -> int:
    """Ask every provider once, write it into the log, return how many did not answer well.

    Only services without personal data are asked really; of the others, this installation's own sandbox twin is. A
    service does well when every version of it does; its owner is told when it stops and when it is well again.
    """
    wrong = 0
    rows = ServiceVersion.objects.filter(published_at__isnull=False, service__closed_at=None, withdrawn_on=None)
    rows = rows.select_related("service__subsystem__participant", "service__owner").order_by("service_id", "id")
    for _key, versions in groupby(rows, key=lambda version: version.service_id):
        reasons = []
        for version in versions:
            service = version.service
            if service.personal and not version.handler:
                continue
            began = time.perf_counter_ns()
            reasons.append(_asked(version))
            _log(service, reasons[-1], (time.perf_counter_ns() - began) // 1000)
        wrong += sum(map(bool, reasons))
        if reasons:
            _note(service, next(filter(None, reasons), ""))
    return wrong


def _asked(version: ServiceVersion) -> str:
    """Return why a provider did not answer well; nothing when it did."""
    if version.address:
        try:
            answer = http.call(
                "GET", f"{version.address.rstrip('/')}{version.probe_path}", timeout=version.timeout_seconds
            )
        except Exception as error:
            return str(error)[:500] or type(error).__name__
        status = answer.status
    else:
        key, _mark, twin = version.handler.partition("#")
        query = version.probe_path.partition("?")[2]
        if version.service.personal:
            twin = "twin"
        asked = publishing.Asked(
            method="GET", path=(), query=dict(pair.split("=") for pair in query.replace("+", " ").split("&") if pair),
            body=b"", client=PROBER, client_name=PROBER, purpose=_("Thăm dò định kỳ"), message_id=str(new_id()),
        )  # fmt: skip
        try:
            status = publishing.run(f"{key}#twin" if twin else key, asked).status
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:500]
    return _("Bên cung cấp trả lời mã lỗi {status}.").format(status=status) if status >= 500 else ""


def _log(service: Service, reason: str, duration_us: int) -> None:
    log.append(
        log.Entry(
            kind=Kind.PROBE, direction=Direction.OUT, message_id=str(new_id()), consumer=PROBER,
            service=str(service.identifier), result=Result.FAILED if reason else Result.OK, reason=reason,
            duration_us=duration_us, method="GET",
        )
    )  # fmt: skip


@transaction.atomic
def _note(service: Service, reason: str) -> None:
    now = clock.now()
    found = {"probed_at": now, "probe_ok": not reason}
    found |= {"last_failure_at": now, "last_reason": reason} if reason else {"last_success_at": now}
    health, _made = ServiceHealth.objects.select_for_update().update_or_create(
        service=service, defaults=found, create_defaults={"measured_at": now, **found}
    )
    # Told once for each breakdown: whoever knows that his service is down is not told so every five minutes.
    if reason and health.alerted_at is None:
        alerts.tell_down(service, reason, now)
        health.alerted_at = now
    elif not reason and health.alerted_at is not None:
        alerts.tell_well(service, health.alerted_at, now)
        health.alerted_at = None
    else:
        return
    health.save(update_fields=["alerted_at"])
