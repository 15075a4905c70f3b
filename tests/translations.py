"""What the package says, for translators: every template in the code, and the catalogues of it.

``make translations`` runs this: the catalogue of each language gets what is new, loses what is
gone, and is compiled. Templates are found in the syntax trees, so they have to be written out.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from attrs import frozen
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "microcredit"
LOCALES = PACKAGE / "wording" / "locales"
TEMPLATES = {"said": 1, "counted": 2}
"""The functions that make texts, with how many of their first arguments are templates."""


@frozen
class Template:
    """A template as it stands in a file: in the singular and, of what is counted, in the plural."""

    ids: tuple[str, ...]
    context: str | None
    file: str


def templates() -> Iterator[Template]:
    """Every template in the package, by file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                many = TEMPLATES.get(node.func.id)
                if many is not None:
                    yield _template(node, many, file)


def _template(call: ast.Call, many: int, file: str) -> Template:
    ids = tuple(_literal(each, call, file) for each in call.args[:many])
    contexts = [_literal(k.value, call, file) for k in call.keywords if k.arg == "context"]
    assert len(ids) == many, f"{file}:{call.lineno}: a template is missing"
    return Template(ids, contexts[0] if contexts else None, file)


def _literal(node: ast.expr, call: ast.Call, file: str) -> str:
    where = f"{file}:{call.lineno}: templates and contexts are written out"
    assert isinstance(node, ast.Constant), where
    assert isinstance(node.value, str), where
    return node.value


def extracted() -> Catalog:
    """The templates as a catalogue without translations."""
    found = Catalog(project="microcredit", charset="utf-8")
    for each in templates():
        ids = each.ids if len(each.ids) > 1 else each.ids[0]
        found.add(ids, locations=[(each.file, 1)], context=each.context)
    return found


def catalogue(path: Path) -> Catalog:
    """A catalogue of translations as it is kept."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def written(catalogue: Catalog) -> bytes:
    """The catalogue's file, sorted by template so that a change of the code moves nothing."""
    file = BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update(path: Path) -> None:
    """Brings a catalogue to what the code says now; what is new has no translation yet."""
    kept = catalogue(path)
    kept.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    path.write_bytes(written(kept))
    path.with_suffix(".mo").write_bytes(compiled(kept))
    missing = sum(not any(message.string or "") for message in kept if message.id)
    print(f"{path.relative_to(ROOT)}: {len(kept)} texts, {missing} to translate")


if __name__ == "__main__":
    for found in sorted(LOCALES.rglob("*.po")):
        update(found)
