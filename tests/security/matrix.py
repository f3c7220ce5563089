"""The permission matrix: every address and every operation, and who may come to its door.

Rules: ``public`` anybody; ``signed-in`` any account (for the API: any good key), over one's own things only;
``official`` officials who gave their second factor; else a permission's code: officials (or keys) who hold it
at some unit, over the things of that unit and those below it. Written by hand, on purpose: a new route, or a
changed guard, is a decision that somebody reads.
"""

from django.apps import apps

PAGES = {
    # The API's own description.
    "api:api-root": "public",
    "api:openapi-json": "public",
    "api:openapi-view": "public",
    # Files: the address is signed, or carries the upload's own key.
    "files:serve": "public",
    "files:upload": "public",
    "files:uploads": "public",
    # Signing in, and one's own account: each shows and changes only what belongs to who is signed in.
    "identity:account": "signed-in",
    "identity:challenge": "public",
    "identity:end-other-sessions": "signed-in",
    "identity:enrol": "signed-in",
    "identity:looks": "signed-in",
    "identity:password": "signed-in",
    "identity:recovery-codes": "signed-in",
    "identity:sign-in": "public",
    "identity:sign-out": "public",
    "identity:sign-up": "public",
    # notify
    "notify:choices": "signed-in",
    "notify:list": "signed-in",
    "notify:open": "signed-in",
    "notify:read-all": "signed-in",
    # portal
    "portal:applicant": "signed-in",
    "portal:check": "signed-in",
    "portal:delivery": "signed-in",
    "portal:discard": "signed-in",
    "portal:dossier": "signed-in",
    "portal:dossiers": "signed-in",
    "portal:draft": "signed-in",
    "portal:drafts": "signed-in",
    "portal:files": "signed-in",
    "portal:help": "public",
    "portal:home": "public",
    "portal:page": "signed-in",
    "portal:place": "signed-in",
    "portal:procedure": "public",
    "portal:rate": "signed-in",
    "portal:renew": "signed-in",
    "portal:repeat": "signed-in",
    "portal:satisfaction": "public",
    "portal:search": "public",
    "portal:sent": "signed-in",
    "portal:start": "signed-in",
    "portal:supplement": "signed-in",
    "portal:track": "public",
    "portal:withdraw": "signed-in",
    # counter
    "counter:choose": "procedures.receive",
    "counter:done": "procedures.receive",
    "counter:hand-over": "procedures.hand_over",
    "counter:home": "procedures.receive",
    "counter:intake": "procedures.receive",
    "counter:paper": "procedures.receive",
    "counter:results": "procedures.hand_over",
    # workspace: of the inbox and the list everybody sees what the own posts open.
    "workspace:answer": "procedures.receive",
    "workspace:ask": "procedures.view",
    "workspace:assign": "procedures.assign",
    "workspace:claim": "official",
    "workspace:do": "procedures.process",
    "workspace:dossier": "procedures.view",
    "workspace:dossiers": "official",
    "workspace:draft": "procedures.view",
    "workspace:earlier": "procedures.view",
    "workspace:glance": "procedures.view",
    "workspace:hand-over": "procedures.hand_over",
    "workspace:inbox": "official",
    "workspace:progress": "procedures.supervise",
    "workspace:propose": "procedures.process",
    "workspace:receive": "procedures.receive",
    "workspace:refuse": "procedures.receive",
    "workspace:release": "official",
    "workspace:return": "procedures.view",
    "workspace:sign": "procedures.sign",
    "workspace:stop": "procedures.view",
    "workspace:to-sign": "procedures.sign",
    "workspace:withdraw": "procedures.receive",
    # The shell.
    "web-components": "public",
    "web-favicon": "public",
    "web-health": "public",
    "web-language": "public",
    "web-manifest": "public",
    "web-robots": "public",
    "web-theme": "public",
}

OPERATIONS = {
    "GET /api/v1/areas": "public",
    "GET /api/v1/areas/{tier}/{code}": "public",
    "GET /api/v1/me": "signed-in",
    "GET /api/v1/procedures/catalogue": "public",
    "GET /api/v1/procedures/catalogue/{code}": "public",
    "GET /api/v1/procedures/dossiers": "procedures.view",
    "GET /api/v1/procedures/dossiers/{dossier_id}": "procedures.view",
    "GET /api/v1/procedures/tracking/{code}": "public",
    "GET /api/v1/units": "public",
    "GET /api/v1/units/{unit_id}": "public",
    "POST /api/v1/files": "signed-in",
    "POST /api/v1/procedures/dossiers": "procedures.submit",
    "POST /api/v1/procedures/dossiers/{dossier_id}/assign": "procedures.assign",
    "POST /api/v1/procedures/dossiers/{dossier_id}/do": "procedures.process",
    "POST /api/v1/procedures/dossiers/{dossier_id}/hand-over": "procedures.hand_over",
    "POST /api/v1/procedures/dossiers/{dossier_id}/propose": "procedures.process",
    "POST /api/v1/procedures/dossiers/{dossier_id}/receive": "procedures.receive",
    "POST /api/v1/procedures/dossiers/{dossier_id}/refuse": "procedures.receive",
    "POST /api/v1/procedures/dossiers/{dossier_id}/return": "procedures.view",
    "POST /api/v1/procedures/dossiers/{dossier_id}/sign": "procedures.sign",
    "POST /api/v1/procedures/dossiers/{dossier_id}/stop": "procedures.view",
    "POST /api/v1/procedures/dossiers/{dossier_id}/supplement-answers": "procedures.view",
    "POST /api/v1/procedures/dossiers/{dossier_id}/supplement-requests": "procedures.view",
    "POST /api/v1/procedures/dossiers/{dossier_id}/withdraw": "procedures.view",
}

_APPS = {"portal": "portal", "counter": "counter", "workspace": "workspace", "administration": "administration"}


def present(rules: dict[str, str]) -> dict[str, str]:
    """Return the rules without those of modules that this installation has switched off."""
    return {name: rule for name, rule in rules.items() if _stands(name.split(":")[0])}


def _stands(space: str) -> bool:
    return space not in _APPS or apps.is_installed(f"tinhso.desks.{_APPS[space]}")
