"""The message templates that come with the apps: ``data/messages.yaml`` of each."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from tinhso.kernel.notify.models import Channel


@dataclass(frozen=True)
class DefaultTemplate:
    """One template as its file gives it, for one channel."""

    code: str
    channel: str
    name: str
    subject: str
    body: str
    sample: dict[str, Any]
    optional: bool


@cache
def default_templates() -> dict[tuple[str, str], DefaultTemplate]:
    """Return every default template by code and channel. Two files that claim one code are an error."""
    found: dict[tuple[str, str], DefaultTemplate] = {}
    for config in apps.get_app_configs():
        path = Path(config.path) / "data" / "messages.yaml"
        if not config.name.startswith("tinhso.") or not path.exists():
            continue
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            for channel in Channel.values:
                words = entry.get(channel)
                if words is None:
                    continue
                key = (entry["code"], channel)
                if key in found:
                    raise ValueError(f"message template {key} is claimed twice")
                found[key] = DefaultTemplate(
                    code=entry["code"],
                    channel=channel,
                    name=entry["name"],
                    subject=words["subject"],
                    body=words["body"],
                    sample=entry.get("sample", {}),
                    optional=bool(entry.get("optional", False)),
                )
    return found
