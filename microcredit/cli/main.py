"""The command line; each command is loaded when it is asked for."""

import gc
import sys
from importlib import import_module

import click

from microcredit.cli.messages import prepare_output, told_plainly

COMMANDS = {
    "audit": "Audit learners against the awards of policies.",
    "batch": "Audit everybody in a file of records, into a file of verdicts.",
    "check": "Say all that is wrong with policies.",
    "format": "Write policies in their canonical form.",
    "graph": "Show how modules, parts and awards stack, and what hangs on what.",
    "plan": "Plan the best modules that complete an award, term by term.",
    "progress": "Show how learners stand to all awards, and which are nearest.",
    "test": "Run the examples that stand in policies.",
    "timeline": "Show from when until when awards are earned, and what keeps them.",
    "verify": "Verify verdicts by their proofs.",
}
"""What each command does, so that the help needs to load none."""


class Commands(click.Group):
    """Commands by name, each in the file of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command; none where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        # What is loaded stays: to look for garbage meanwhile takes a tenth of the time.
        gc.disable()
        command = getattr(import_module(f"microcredit.cli.{cmd_name}"), cmd_name)
        gc.enable()
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands into the help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Read the options that stand before the command."""
        with told_plainly():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what a person can mend becomes a message and an exit status."""
        prepare_output()
        with told_plainly():
            result: object = super().invoke(ctx)
            sys.stdout.flush()
            return result


@click.group(
    name="microcredit",
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.pass_context
def main(ctx: click.Context, version: bool) -> None:
    """Decide which awards the microcredentials on record earn."""
    if version:
        click.echo(f"microcredit {_version()}")
        ctx.exit()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _version() -> str:
    metadata = import_module("importlib.metadata")
    try:
        return str(metadata.version("microcredit"))
    except metadata.PackageNotFoundError:
        return "from a checkout that is not installed"
