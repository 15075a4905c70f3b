"""What ``microcredit test`` says of the examples in policies."""

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

POLICY = "policies/hkuspace.policy"
CATALOGUE = ("--catalogue", "examples/hkuspace/catalogue")

TEA = """\
language 1
framework hkqf
award tea "Tea" {
  require leaves: at least 6 credits in "Chinese Culture"
}
award more-tea "More tea" {
  require certificate: award tea held
}
"""


def example(*lines: str, label: str = "One cup", award: str = "tea") -> str:
    return "\n".join([f'example "{label}" for {award} {{', "as of 2026-03-01", *lines, "}\n"])


def test_the_examples_of_a_ready_policy_pass(run: Run) -> None:
    result = run("test", "policies", *CATALOGUE)

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "passed  certificate-pp: Thirty credits, three quarters in AI",
        "passed  certificate-pp: The fifth anniversary itself",
        "passed  certificate-pp: One day too late",
        "passed  certificate-pp: Credit spent on a programme",
        "passed  certificate-pp: The last module is under way",
        "passed  certificate-gs: Professional Practice, so not General Studies",
        "6 examples: 6 passed, 0 failed",
    ]


def test_an_example_that_fails_says_what_was_expected_and_what_came(run: Run, write: Write) -> None:
    good = example("passed TEA01 on 2025-05-02", "expect earned")
    bad = example("failed TEA01 on 2025-05-02", "expect earned", label="Spilt")
    policy = write("tea.policy", TEA + good + bad)
    result = run("test", policy, *CATALOGUE)

    assert result.exit_code == 1
    assert result.stdout == (
        "passed  tea: One cup\n"
        "FAILED  tea: Spilt\n"
        f"        {policy}:14:1\n"
        "        expected earned\n"
        "        came     not earned: unmet: leaves\n"
        "2 examples: 1 passed, 1 failed\n"
    )


def test_examples_with_modules_need_a_catalogue(run: Run) -> None:
    result = run("test", POLICY)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "microcredit test: examples that name modules or areas need --catalogue\n"
    )


def test_examples_without_modules_and_areas_need_none(run: Run, write: Write) -> None:
    text = (
        'language 1\nexternal award degree "A degree"\n'
        'award fellow "Fellow" { require certificate: award degree held }\n'
    )
    held = example("holds degree since 2024-01-01", "expect earned", award="fellow")
    result = run("test", write("fellow.policy", text + held))

    assert result.exit_code == 0
    assert result.stdout.endswith("1 example: 1 passed, 0 failed\n")


def test_where_there_are_no_examples_it_says_so(run: Run, write: Write) -> None:
    for catalogue in ((), CATALOGUE):
        result = run("test", write("tea.policy", TEA), *catalogue)

        assert result.exit_code == 0
        assert result.stdout == "there are no examples\n"


def test_a_module_that_the_catalogue_does_not_know_is_a_mistake_of_the_policy(
    run: Run, write: Write
) -> None:
    policy = write("tea.policy", TEA + example("passed COF01 on 2025-05-02", "expect earned"))
    result = run("test", policy, *CATALOGUE)

    assert result.exit_code == 1
    assert "unknown module `COF01` [unknown-module]" in result.stderr
