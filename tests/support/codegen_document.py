"""Codegen's published OpenAPI document: which operation a request is, and whether bodies are as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_ORG = "/v1/organizations/{org_id}"
NAMES = {
    ("POST", f"{_ORG}/agent/run"): "create",
    ("GET", f"{_ORG}/agent/run/{{agent_run_id}}"): "get",
    ("GET", f"{_ORG}/agent/runs"): "list",
    ("POST", f"{_ORG}/agent/run/resume"): "resume",
    ("POST", f"{_ORG}/agent/run/ban"): "ban",
    ("POST", f"{_ORG}/agent/run/unban"): "unban",
    ("POST", f"{_ORG}/agent/run/remove-from-pr"): "remove",
    ("GET", "/v1/alpha/organizations/{org_id}/agent/run/{agent_run_id}/logs"): "logs",
    ("GET", f"{_ORG}/repos"): "repos",
    ("PATCH", f"{_ORG}/prs/{{pr_id}}"): "edit_pull",
    ("PATCH", f"{_ORG}/repos/{{repo_id}}/prs/{{pr_id}}"): "edit_pull",
    ("GET", "/v1/organizations"): "organisations",
    ("GET", f"{_ORG}/users"): "users",
    ("GET", f"{_ORG}/users/{{user_id}}"): "user",
    ("GET", "/v1/users/me"): "me",
}


class Document:
    """The document, read once."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("codegen-openapi3.json")
        self._document = json.loads(path.read_text("utf-8"))
        resource = Resource(contents=self._document, specification=DRAFT202012)
        self._registry = Registry().with_resource("urn:codegen", resource)
        self._validators: dict[str, Draft202012Validator] = {}
        self._paths = [
            (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + r"\Z"), template)
            for template in self._document["paths"]
        ]

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any] | None, dict[str, str]]:
        """The short name of a request's operation, its description and its path parameters."""
        described = path.replace("/v1/organizations/", "/v1/alpha/organizations/") if path.endswith("/logs") else path
        found = self.find(method, described)
        if found is None:
            return "", None, {}
        return NAMES.get((method, found[0]), ""), found[1], found[2]

    def find(self, method: str, path: str) -> tuple[str, dict[str, Any], dict[str, str]] | None:
        """Template, operation and path parameters."""
        for pattern, template in self._paths:
            found = pattern.match(path)
            operation = self._document["paths"][template].get(method.lower())
            if found and operation:
                return template, operation, found.groupdict()
        return None

    def request_errors(
        self,
        operation: dict[str, Any],
        path: dict[str, str],
        query: dict[str, str],
        raw: bytes,
        headers: dict[str, str],
    ) -> list[dict[str, Any]]:
        """What is wrong with a request, as the API's own `detail`."""
        errors: list[dict[str, Any]] = []
        declared = {(one["in"], one["name"]): one for one in operation.get("parameters", ())}
        for place, given in (("path", path), ("query", query)):
            for name, text in given.items():
                if (place, name) not in declared:
                    errors.append(_detail([place, name], "not declared"))
                else:
                    schema = declared[place, name]["schema"]
                    errors += self._errors(schema, _coerced(text, schema), [place, name])
        errors += [
            _detail([place, name], "Field required")
            for (place, name), one in declared.items()
            if one.get("required") and name not in (path if place == "path" else query)
        ]
        return errors + self._body_errors(operation, raw, headers)

    def answer_errors(self, operation: dict[str, Any], status: int, body: Any) -> list[str]:
        """What is wrong with an answer; statuses that the document does not declare are not judged."""
        declared = operation["responses"].get(str(status))
        schema = (declared or {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return []
        return [f"{status}: {error['loc']} {error['msg']}" for error in self._errors(schema, body, [])]

    def _body_errors(self, operation: dict[str, Any], raw: bytes, headers: dict[str, str]) -> list[dict[str, Any]]:
        content = operation.get("requestBody")
        if content is None:
            return [_detail(["body"], "no body is declared")] if raw else []
        if headers.get("content-type") != "application/json":
            return [_detail(["body"], "content type is not application/json")]
        try:
            body = json.loads(raw)
        except ValueError:
            return [_detail(["body"], "not JSON")]
        schema = content["content"]["application/json"]["schema"]
        known = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
        unknown = [name for name in body if name not in known] if isinstance(body, dict) else []
        return self._errors(schema, body, ["body"]) + [_detail(["body", name], "not declared") for name in unknown]

    def _errors(self, schema: dict[str, Any], value: Any, place: list[Any]) -> list[dict[str, Any]]:
        text = json.dumps(schema).replace('"#/', '"urn:codegen#/')
        validator = self._validators.get(text)
        if validator is None:
            validator = self._validators[text] = Draft202012Validator(json.loads(text), registry=self._registry)
        return [_detail([*place, *error.absolute_path], error.message) for error in validator.iter_errors(value)]


def _detail(place: list[Any], said: str) -> dict[str, Any]:
    return {"loc": place, "msg": said, "type": "value_error"}


def _coerced(text: str, schema: dict[str, Any]) -> Any:
    """A parameter's text as the JSON value that its schema asks for."""
    wanted = {one.get("type") for one in schema.get("anyOf", [schema])}
    if "boolean" in wanted and text in {"true", "false"}:
        return text == "true"
    return int(text) if "integer" in wanted and re.fullmatch(r"-?\d+", text) else text
