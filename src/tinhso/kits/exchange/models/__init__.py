"""Tables of the exchange: the directory, agreements, keys, the log, the health of services."""

from tinhso.kits.exchange.models.agreements import Agreement, AgreementState
from tinhso.kits.exchange.models.directory import (
    Participant,
    SchemaKind,
    Service,
    ServiceVersion,
    Subsystem,
)
from tinhso.kits.exchange.models.health import Breaker, ServiceHealth
from tinhso.kits.exchange.models.keys import Algorithm, ExchangeKey, ParticipantCertificate
from tinhso.kits.exchange.models.records import Direction, Kind, LogRecord, LogStamp, Result

__all__ = [
    "Agreement",
    "AgreementState",
    "Algorithm",
    "Breaker",
    "Direction",
    "ExchangeKey",
    "Kind",
    "LogRecord",
    "LogStamp",
    "Participant",
    "ParticipantCertificate",
    "Result",
    "SchemaKind",
    "Service",
    "ServiceHealth",
    "ServiceVersion",
    "Subsystem",
]
