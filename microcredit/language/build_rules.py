"""How the nodes of a tree become syntax: what every rule of the grammar has in common."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from attrs import frozen
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.leaves import Leaves, Line
from microcredit.language.syntax import Code, Name, Text

MORE = "or more"
Make = Callable[..., Any]


def node(kind: type[syntax.Node]) -> Make:
    """Give a method for a rule whose children are the fields of a class."""

    def make(self: "Rules", meta: Meta, *fields: object) -> syntax.Node:
        return kind(*fields, span=self.leaves.span(meta))

    return make


def listing(kind: Callable[..., syntax.Node]) -> Make:
    """Give a method for a rule whose children are the one field of a class, a list."""

    def make(self: "Rules", meta: Meta, *items: object) -> syntax.Node:
        return kind(items, span=self.leaves.span(meta))

    return make


def word(value: object) -> Make:
    """Give a method for a rule that is but a word or two."""

    def make(_self: "Rules", _meta: Meta, *_words: object) -> object:
        return value

    return make


def line(what: str) -> Make:
    """Give a method for a line that a block may have once."""

    def make(self: "Rules", meta: Meta, value: object = True) -> Line:
        return Line(what, value, span=self.leaves.span(meta))

    return make


@frozen(slots=False)
class Rules:
    """One method for each rule of the grammar, from its children to what it stands for."""

    leaves: Leaves

    def name(self, meta: Meta, token: Token) -> Name:
        """``certificate-pp``"""
        return Name(str(token), span=self.leaves.span(meta))

    def text(self, meta: Meta, token: Token) -> Text:
        """``"Artificial Intelligence"``"""
        return Text(token[1:-1], span=self.leaves.span(meta))

    def code(self, meta: Meta, token: Token) -> Code:
        """``AI101``"""
        written = token[1:-1] if token.type == "TEXT" else str(token)
        return Code(written, span=self.leaves.span(meta))

    def mark(self, meta: Meta, token: Token) -> Code:
        """``70``, a grade of a scale of marks"""
        return Code(str(self.leaves.whole(token)), span=self.leaves.span(meta))

    def number(self, _meta: Meta, token: Token) -> Fraction:
        """``33/10``"""
        return self.leaves.exact(token)
