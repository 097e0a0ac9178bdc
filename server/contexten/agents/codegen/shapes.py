"""Codegen's answers as the OpenAPI document describes them, as far as they are read; what is new in them is let be."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Pull(msgspec.Struct):
    """GithubPullRequestResponse."""

    id: int
    title: str | None = None
    url: str | None = None
    head_branch_name: str | None = None


class AgentRun(msgspec.Struct):
    """AgentRunResponse."""

    id: int
    organization_id: int
    status: str | None = None
    created_at: str | None = None
    web_url: str | None = None
    result: str | None = None
    summary: str | None = None
    source_type: str | None = None
    github_pull_requests: list[Pull] | None = None
    metadata: dict[str, object] | None = None


class LogEntry(msgspec.Struct):
    """AgentRunLogResponse."""

    agent_run_id: int
    created_at: str | None = None
    tool_name: str | None = None
    message_type: str | None = None
    thought: str | None = None
    observation: object = None
    tool_input: object = None
    tool_output: object = None


class RunWithLogs(msgspec.Struct):
    """AgentRunWithLogsResponse."""

    id: int
    organization_id: int
    logs: list[LogEntry]
    status: str | None = None
    total_logs: int | None = None
    page: int | None = None
    size: int | None = None
    pages: int | None = None


class Repository(msgspec.Struct):
    """RepoResponse."""

    id: int
    name: str
    full_name: str
    organization_id: int
    archived: bool | None = None
    setup_status: str = ""
    language: str | None = None


class Organisation(msgspec.Struct):
    """OrganizationResponse."""

    id: int
    name: str


class User(msgspec.Struct):
    """UserResponse."""

    id: int
    github_username: str
    email: str | None = None
    full_name: str | None = None
    role: str | None = None


class EditedPull(msgspec.Struct):
    """EditPRResponse."""

    success: bool
    url: str | None = None
    number: int | None = None
    title: str | None = None
    state: str | None = None
    error: str | None = None


class Page(msgspec.Struct, Generic[T]):
    """Page<T>."""

    items: list[T]
    total: int
    page: int
    size: int
    pages: int
