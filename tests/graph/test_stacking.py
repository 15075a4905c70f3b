"""What the stacking graph answers of a small college."""

import pytest

from microcredit.errors import PolicyCheckError
from microcredit.graph.answer import answer_page
from microcredit.graph.overview import AreaNode, AwardNode, ModuleNode, PartNode
from microcredit.wording.plain import plain
from tests.graph.build import COLLEGE, MODULES, catalogue, graph_of, module


def test_a_module_counts_toward_every_line_that_asks_for_it_by_file_and_line() -> None:
    found = graph_of().counts_toward("L1")

    assert [(c.award, c.id, c.how, str(c.at)) for c in found.clauses] == [
        ("certificate", "size", "counts toward", "college.policy:5"),
        ("diploma", "size", "counts toward", "college.policy:13"),
        ("diploma", "law", "counts toward", "college.policy:16"),
        ("diploma", "diploma.3", "is limited by", "college.policy:17"),
        ("higher", "size", "counts toward", "college.policy:21"),
        ("never", "size", "counts toward", "college.policy:26"),
        ("short", "size", "counts toward", "college.policy:10"),
    ]


def test_a_module_counts_in_the_parts_that_name_its_areas_and_in_no_other() -> None:
    found = graph_of().counts_toward("S2")

    parts = [(c.part, c.part_label, c.id) for c in found.clauses if c.award == "certificate"]
    assert parts == [(None, None, "size"), ("more", None, "theory")]
    assert "short" not in found.awards


def test_a_module_is_found_by_its_former_code_with_what_opens_and_closes_it() -> None:
    stacking = graph_of()

    assert stacking.counts_toward("D0").module == "D1"
    assert stacking.counts_toward("S1").opens == ("S2",)
    assert stacking.counts_toward("S2").prerequisites == ("S1",)
    assert stacking.counts_toward("S2").above == ("Data",)


def test_a_module_without_a_term_is_offered_never_where_others_have_one() -> None:
    stacking = graph_of()

    assert [stacking.counts_toward(code).offered for code in ("L1", "L2")] == [True, False]
    assert stacking.overview().never_offered == ("L2",)
    untimed = catalogue(module("L1", "Law"), module("S1"), module("D1"))
    assert graph_of(modules=untimed).counts_toward("L1").offered is True


def test_an_award_is_built_from_the_modules_of_its_lines_and_followed_by_others() -> None:
    found = graph_of().built_from("certificate")

    assert [(s.clause.id, s.modules, int(s.credits)) for s in found.supplies] == [
        ("size", ("S1", "S2", "D1", "L1", "L2"), 30),
        ("core.1", ("S1", "D1"), 12),
        ("theory", ("S1", "S2"), 12),
    ]
    assert [(link.kind, link.award, str(link.at)) for link in found.followed_by] == [
        ("absorbs", "diploma", "college.policy:14"),
        ("needs", "diploma", "college.policy:15"),
    ]
    assert found.again == ("short",)


def test_an_award_that_shares_nothing_with_a_smaller_one_does_not_count_its_credit_again() -> None:
    text = COLLEGE + 'award apart "Apart" { size 24 credits share nothing with each lower }'

    assert graph_of(text).built_from("apart").again == ("diploma", "higher")


def test_every_pathway_from_a_module_to_a_kind_of_award_is_listed_shortest_first() -> None:
    found = graph_of().pathways("L1", "upper")

    ways = [[step.target for step in way] for way in found.pathways]
    assert ways == [
        ["diploma"],
        ["higher"],
        ["certificate", "diploma"],
        ["diploma", "higher"],
        ["certificate", "diploma", "higher"],
    ]
    assert found.pathways[2][1].relations == ("absorbs", "needs")
    assert [str(at) for at in found.pathways[2][1].at] == ["college.policy:14", "college.policy:15"]


def test_credit_of_an_award_may_lead_to_a_larger_one_of_which_nothing_is_said() -> None:
    found = graph_of().pathways("short", "upper")

    assert [[step.relations for step in way] for way in found.pathways] == [
        [("counts again in",)],
        [("counts again in",)],
        [("counts again in",), ("builds on", "needs held")],
    ]


def test_pathways_of_which_there_are_too_many_are_cut_and_it_is_said() -> None:
    rungs = "".join(
        f'award a{n} "A" {{ size 6 credits builds on {", ".join(f"a{m}" for m in range(n))} }}\n'
        for n in range(1, 13)
    )
    found = graph_of(f'award a0 "A" {{ size 6 credits }}\n{rungs}').pathways("a0", "a12")

    assert (len(found.pathways), found.more) == (1000, True)


def test_an_area_renamed_breaks_the_lines_that_name_it_and_leaves_entries_behind() -> None:
    found = graph_of().renamed("Data", "Law")

    assert found.taken is True
    assert found.below == ("Statistics",)
    assert found.modules == ("D1",)
    assert graph_of().renamed("Law", "Legal").awards == ("short", "diploma")
    lines = [(str(one.at), one.words) for one in graph_of().renamed("Statistics", "S").named]
    assert lines == [
        (
            "college.policy:7",
            'part more { require theory: at least 6 credits in "Statistics" }',
        )
    ]


def test_a_module_withdrawn_takes_awards_with_it_and_credit_from_others() -> None:
    found = graph_of().without("D0")

    assert [(one.award, one.known) for one in found.lost] == [
        ("certificate", True),
        ("diploma", True),
        ("higher", True),
    ]
    assert [(one.award, int(one.before), int(one.after)) for one in found.less] == [
        ("certificate", 30, 24),
        ("diploma", 30, 24),
        ("higher", 30, 24),
        ("never", 30, 24),
    ]
    assert [str(one.at) for one in found.named] == ["college.policy:6"]
    assert graph_of().without("S1").dangling == ("S2",)


def test_a_definition_that_names_an_area_is_found_under_the_awards_that_use_it() -> None:
    text = """
    define theory = in "Statistics"
    award main "Main" { size 6 credits require at least 6 credits theory }
    """
    assert [(n.award, n.at.line) for n in graph_of(text).renamed("Statistics", "S").named] == [
        ("main", 2)
    ]


def test_what_no_modules_earn_is_said_with_the_reason() -> None:
    found = graph_of().unreachable()

    assert [(one.award, one.known, one.because) for one in found.awards] == [
        ("never", True, "the catalogue has too little for at least 100 credits in all")
    ]


def test_awards_that_build_on_one_another_are_a_loop_that_names_every_link() -> None:
    text = """
    award a "A" { size 6 credits builds on b }
    award b "B" { size 6 credits builds on c }
    award c "C" { size 6 credits builds on a }
    """
    (loop,) = graph_of(text).loops()

    assert str(loop) == "a builds on b builds on c builds on a"
    assert [str(at) for at in loop.at] == [f"college.policy:{line}" for line in (2, 3, 4)]


def test_a_catalogue_made_in_python_may_loop_and_its_loop_is_named() -> None:
    modules = catalogue(module("A", prerequisites=("B",)), module("B", prerequisites=("A",)))
    (loop,) = graph_of('award a "A" { size 6 credits }', modules).loops()

    assert str(loop) == "A has as a prerequisite B has as a prerequisite A"


def test_nodes_are_awards_parts_areas_and_modules() -> None:
    found = graph_of().nodes

    assert AwardNode("degree", "A degree", outside=True) in found
    assert PartNode("certificate", "core", "Core", None) in found
    assert AreaNode("Statistics", "Data") in found
    assert ModuleNode("S2", "Module S2", ("Statistics",), ("S1",), ()) in found


def test_names_that_are_not_there_are_refused() -> None:
    stacking = graph_of()

    with pytest.raises(LookupError, match="there is no module `X`"):
        stacking.counts_toward("X")
    with pytest.raises(LookupError, match="there is no award `X`"):
        stacking.built_from("X")
    with pytest.raises(LookupError, match="there is no award `X`, and none of that kind"):
        stacking.pathways("S1", "X")
    with pytest.raises(LookupError, match="there is no area `X`"):
        stacking.renamed("X", "Y")


def test_a_policy_that_names_what_the_catalogue_does_not_have_is_refused() -> None:
    with pytest.raises(PolicyCheckError, match="unknown area `Physics`"):
        graph_of('award a "A" { size 6 credits require at least 6 credits in "Physics" }')


def test_the_overview_is_a_tree_of_awards_parts_and_lines() -> None:
    stacking = graph_of()
    page = plain(answer_page(stacking.overview(), stacking))

    assert (
        """
certificate: Certificate
  lower, 12 credits, 5 modules may count
  ├─ size: at least 12 credits in all (from 5 modules)
  ├─ core: Core
  │  └─ core.1: all of S1, D1 (from 2 modules)
  ├─ more
  │  └─ theory: at least 6 credits in "Statistics" (from 2 modules)
  └─ credit of short may count again in it
"""
        in page
    )


def test_the_same_graph_is_told_alike_in_whatever_order_its_catalogue_comes() -> None:
    backwards = catalogue(*reversed([*MODULES.modules.values()]))
    one, other = graph_of(), graph_of(modules=backwards)

    assert one.unreachable() == other.unreachable()
    assert one.pathways("S1", "upper") == other.pathways("S1", "upper")
    assert {n.module for n in one.bottlenecks("higher").awards[0].bottlenecks} == {
        n.module for n in other.bottlenecks("higher").awards[0].bottlenecks
    }
