"""The OpenAPI document says of every operation how it refuses, not only how it answers."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from tinhso.kernel.web.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class PlainRenderer(JSONRenderer):
    """Writes Vietnamese as it is read, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class ProblemAPI(NinjaAPI):
    """A Ninja API whose document lists, under ``4XX``, the problem that every operation may answer."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the document with problems added."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        answer = {
            "description": "Problem",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["4XX"] = answer
        return schema
