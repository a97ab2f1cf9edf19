"""The parameters of a request, whichever of Telegram's four ways they come in."""

import json
from typing import Any

from tornado.httputil import HTTPServerRequest

from tests.telegram.server.errors import wrong
from tests.telegram.server.spec import Files, Upload, api

Params = dict[str, Any]


def read(request: HTTPServerRequest, method: str) -> tuple[Params, Files]:
    """Parameters with the types that the method gives them, and the files that came along."""
    files = {name: Upload(part[0].filename, part[0].body, part[0].content_type) for name, part in request.files.items()}
    if request.headers.get("Content-Type", "").startswith("application/json"):
        return from_json(request.body), files
    fields = api()["methods"].get(method, {"fields": {}})["fields"]
    given = {name: values[-1].decode() for name, values in request.arguments.items()}
    params = {name: typed(value, fields.get(name, {"types": ["String"]})["types"]) for name, value in given.items()}
    attached = {
        name: upload for name, upload in files.items() if "InputFile" in fields.get(name, {"types": []})["types"]
    }
    return {**params, **attached}, files


def from_json(body: bytes) -> Params:
    try:
        params = json.loads(body or b"{}")
    except ValueError as error:
        raise wrong("can't parse JSON body") from error
    if not isinstance(params, dict):
        raise wrong("JSON body is not an object")
    return params


def typed(value: str, types: list[str]) -> Any:
    """A form sends text only; what cannot be turned into the type stays text, and the check says so."""
    if "Integer" in types and value.lstrip("-").isdecimal():
        return int(value)
    if "String" in types:
        return value
    if types == ["Boolean"]:
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    if types == ["InputFile"]:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
