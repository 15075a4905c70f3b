"""A policy in its canonical form: the one way to write it, with the author's order and comments."""

from codecs import BOM_UTF8

from microcredit.language.format_comments import put_comments
from microcredit.language.format_layout import lay_out
from microcredit.language.format_statements import Block, statements
from microcredit.language.parse import parse
from microcredit.source import Source

BOM = BOM_UTF8.decode("utf-8")


def format_policy(text: str, name: str = "policy") -> str:
    """Give a policy's text in its canonical form, which says the same and reads the same twice.

    The author's order, comments and single blank lines stay; a byte order mark goes, and lines end
    in a line feed. Raises `PolicySyntaxError` with all that is wrong where the text does not read;
    ``name`` is what its errors call it.
    """
    source = Source(name, text.removeprefix(BOM).replace("\r\n", "\n"))
    meant = parse(source)
    page = _page(source)
    formatted = "".join(f"{line}\n" for line in lay_out(page, source.text))
    assert parse(Source(name, formatted)) == meant, "a formatted policy says what it said before"
    return formatted


def _page(source: Source) -> Block:
    """The statements of a text that reads, each with what stands inside it and its comments."""
    page = statements(source)
    put_comments(page, source.text)
    return page
