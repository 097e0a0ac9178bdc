"""Bodies of the scripted Codegen API: pages, repositories, users, refusals."""

from __future__ import annotations

from typing import Any


def message(status: int) -> dict[str, Any]:
    said = {402: "Alloted agent runs have been reached.", 403: "You do not have access to this organization."}
    return {"message": said.get(status, "It did not work."), "status_code": status}


def page(items: list[Any], query: dict[str, str]) -> dict[str, Any]:
    skip, limit = int(query.get("skip", 0)), int(query.get("limit", 100))
    pages = -(-len(items) // limit)
    shown = items[skip : skip + limit]
    return {"items": shown, "total": len(items), "page": skip // limit + 1, "size": limit, "pages": pages}


def repository(number: int, full_name: str, path: dict[str, str]) -> dict[str, Any]:
    return {
        "id": number,
        "name": full_name.rpartition("/")[2],
        "full_name": full_name,
        "description": None,
        "github_id": str(number),
        "organization_id": int(path["org_id"]),
        "visibility": None,
        "archived": full_name.endswith("-archived"),
        "setup_status": "COMPLETED",
        "language": None,
    }


def user(number: int) -> dict[str, Any]:
    return {"id": number, "github_user_id": str(number), "github_username": f"person-{number}"}
