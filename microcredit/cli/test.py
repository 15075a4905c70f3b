"""``microcredit test``: whether the examples beside the rules come out as they say."""

import click

from microcredit.cli.desk import OPENING, DeskHolder, Job, compiled
from microcredit.cli.inputs import listed, plugin_option, policy_argument, seconds_option
from microcredit.cli.messages import DISAGREES, plural
from microcredit.cli.opening import desk_for, example_result, examples
from microcredit.engine.examples import ExampleResult, unaudited
from microcredit.errors import PluginError, PolicyCheckError
from microcredit.language import syntax
from microcredit.wording.plain import clean

NO_CATALOGUE = click.UsageError("examples that name modules or areas need --catalogue")


@click.command()
@policy_argument
@click.option("--catalogue", metavar="PATH", help="The modules and areas that the examples name.")
@plugin_option
@seconds_option
@click.pass_context
def test(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str | None,
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Run the examples that stand in policies.

    POLICY is a file or a folder of files.
    """
    with desk_for(Job(policy, catalogue, plugins, examples=catalogue is not None)) as desk:
        listed(desk, catalogue)
        written = desk.ask(OPENING, examples)
        try:
            if catalogue is None and any(example.records for example in written):
                raise NO_CATALOGUE
            desk.ask(OPENING, compiled, [example.award.text for example in written])
        except PolicyCheckError:
            if catalogue is None:
                raise NO_CATALOGUE from None
            raise
        results = [_result(desk, seconds, n, example) for n, example in enumerate(written)]
    if not results:
        click.echo("there are no examples")
        return
    for result in results:
        _print(result)
    failed = sum(not result.passed for result in results)
    click.echo(
        f"{plural(len(results), 'example')}: {len(results) - failed} passed, {failed} failed"
    )
    if failed:
        ctx.exit(DISAGREES)


def _result(desk: DeskHolder, seconds: int, number: int, example: syntax.Example) -> ExampleResult:
    try:
        return desk.ask(seconds, example_result, number)
    except PluginError as error:
        return unaudited(example, error)


def _print(result: ExampleResult) -> None:
    example = result.example
    mark = "passed" if result.passed else "FAILED"
    click.echo(clean(f"{mark}  {example.award.text}: {example.label.text}"))
    if not result.passed:
        click.echo(clean(f"        {example.span}"))
    for difference in result.differences:
        click.echo(clean(f"        expected {difference.expected}"))
        click.echo(clean(f"        came     {difference.came}"))
