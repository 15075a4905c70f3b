"""From Lark's tree to syntax."""

from typing import Any

from lark import Token, Tree
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from microcredit.errors import Diagnostic
from microcredit.language.build_awards import AwardRules
from microcredit.language.build_conditions import ConditionRules
from microcredit.language.build_examples import ExampleRules
from microcredit.language.build_files import FileRules
from microcredit.language.build_requirements import RequirementRules
from microcredit.language.build_selections import SelectionRules
from microcredit.language.build_sharing import SharingRules
from microcredit.language.leaves import Leaves
from microcredit.language.syntax import PolicyFile
from microcredit.source import Source


def build(tree: Tree[Token], source: Source) -> tuple[PolicyFile, list[Diagnostic]]:
    """Give the syntax that a tree stands for, and what reads well but cannot be written so."""
    leaves = Leaves(source)
    return Build(AllRules(leaves)).transform(tree), leaves.wrong


class AllRules(
    FileRules,
    AwardRules,
    SharingRules,
    RequirementRules,
    ConditionRules,
    SelectionRules,
    ExampleRules,
):
    """Every rule of the grammar."""


class Build(Transformer_NonRecursive[Token, PolicyFile]):
    """Walks a tree from the leaves up, without recursion; each rule has a method of its name."""

    def __init__(self, rules: AllRules) -> None:
        super().__init__()
        self.rules = rules

    def __default__(self, data: str, children: list[Any], meta: Meta) -> object:
        """Give what one rule stands for, from what its children stand for."""
        return getattr(self.rules, data)(meta, *children)
