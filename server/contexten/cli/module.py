"""`contexten module`: write a whole new file; one that holds anything is left alone."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contexten.cli.errors import Exit, complain, shown_errors
from contexten.cli.progress import told
from contexten.cli.session import Session, open_session, root_of
from contexten.cli.wish import (
    Given,
    asking_options,
    editing_options,
    exit_code,
    instruction_option,
    show,
    write_result,
)
from contexten.extensions.codegen.module import ModuleWish, generate_module, module_refusal
from contexten.extensions.codegen.run import GenerateOptions

if TYPE_CHECKING:
    from contexten.extensions.codegen.generated import Generated
    from contexten.workspace.snapshot import Snapshot


@click.command("module")
@click.argument("path", type=click.Path())
@instruction_option("What the file is for.")
@click.option("--name", "names", multiple=True, help="What it must define; may be given several times.")
@click.option(
    "--used-by", type=click.Path(exists=True, dir_okay=False), help="The file that needs it; it is sent along."
)
@click.option("--related", multiple=True, help="A definition or file that must be sent; may be given several times.")
@editing_options
@asking_options
@shown_errors
def command(
    *,
    path: str,
    names: tuple[str, ...],
    used_by: str | None,
    related: tuple[str, ...],
    **given: Any,  # noqa: ANN401
) -> None:
    """Write the new file PATH. It needs an instruction, or names; a file that holds anything is left alone."""
    asked = Given(place=path, **given)
    wish = ModuleWish(_absolute(path), asked.instruction, names, _absolute(used_by) if used_by else "", related)
    with open_session(asked.root or root_of(_nearest(Path(wish.path)))) as session:
        snapshot = session.snapshot
        reason = module_refusal(snapshot, wish)
        if reason:
            complain(reason)
            sys.exit(Exit.NO_EDIT)
        options = GenerateOptions(asked.model, asked.budget, asked.dry_run)
        generated = asyncio.run(_generate(session, snapshot, wish, options))
        show(generated.snapshot, generated.generation, snapshot.relative(wish.path), asked)
        if generated.unknown:
            complain(f"Nothing here is called {', '.join(generated.unknown)}.")
        if asked.apply:
            write_result(session, snapshot, generated.generation)
    sys.exit(exit_code(generated.generation))


async def _generate(session: Session, snapshot: Snapshot, wish: ModuleWish, options: GenerateOptions) -> Generated:
    integration = session.integration(model=options.model)
    try:
        with told() as tell:
            return await generate_module(integration, snapshot, wish, options, tell)
    finally:
        await integration.aclose()


def _absolute(path: str) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links


def _nearest(path: Path) -> Path:
    """The innermost folder around a file, which may itself not be there yet."""
    return next(folder for folder in path.parents if os.path.isdir(folder))  # noqa: PTH112 - raises nothing
