"""``microcredit test``: whether the examples beside the rules come out as they say."""

import click

from microcredit.cli.inputs import catalogue_and_policies, policy_argument
from microcredit.cli.messages import DISAGREES, plural
from microcredit.engine.examples import ExampleResult, run_examples
from microcredit.engine.plain_text import clean
from microcredit.errors import PolicyCheckError
from microcredit.language.checked import Policies
from microcredit.language.load import load_policies
from microcredit.model.catalogue import Catalogue

NOTHING = Catalogue({}, {})


@click.command()
@policy_argument
@click.option("--catalogue", metavar="PATH", help="The modules and areas that the examples name.")
@click.pass_context
def test(ctx: click.Context, policy: tuple[str, ...], catalogue: str | None) -> None:
    """Run the examples that stand in policies.

    POLICY is a file or a folder of files.
    """
    if catalogue is None:
        results = _run_without_catalogue(load_policies(*policy))
    else:
        modules, policies = catalogue_and_policies(catalogue, policy, examples=True)
        results = run_examples(policies, modules)
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


def _run_without_catalogue(policies: Policies) -> tuple[ExampleResult, ...]:
    examples = [example for policy in policies.values() for example in policy.examples]
    if not any(example.records for example in examples):
        try:
            return run_examples(policies, NOTHING)
        except PolicyCheckError:
            pass
    raise click.UsageError("examples that name modules or areas need --catalogue")


def _print(result: ExampleResult) -> None:
    example = result.example
    mark = "passed" if result.passed else "FAILED"
    click.echo(clean(f"{mark}  {example.award.text}: {example.label.text}"))
    if not result.passed:
        click.echo(clean(f"        {example.span}"))
    for difference in result.differences:
        click.echo(clean(f"        expected {difference.expected}"))
        click.echo(clean(f"        came     {difference.came}"))
