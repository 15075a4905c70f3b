from pathlib import Path

import pytest

from microcredit.errors import PolicyCheckError, PolicyError, PolicySyntaxError
from microcredit.language.load import load_policies, policies_from_text

FRAMEWORK = 'framework own "Own" { levels 1 to 5 credits "credit" }\ndefine law = in "Law"\n'


def award(id: str, body: str = "size 6 credits") -> str:
    return f'award {id} "Award" {{ {body} }}\n'


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(*paths: str | Path, root: Path | None = None) -> PolicyError:
    with pytest.raises(PolicyError) as raised:
        load_policies(*paths, root=root)
    return raised.value


def codes(error: PolicyError) -> list[str]:
    return [diagnostic.code for diagnostic in error.diagnostics]


def test_a_file_gives_its_awards_in_the_order_written(tmp_path: Path) -> None:
    path = write(tmp_path / "x.policy", award("b") + award("a"))

    policies = load_policies(path)

    assert list(policies) == ["b", "a"]
    assert [source.name for source in policies["a"].sources] == [str(path)]


def test_a_folder_gives_all_policy_files_below_it_in_order(tmp_path: Path) -> None:
    write(tmp_path / "b.policy", award("two"))
    write(tmp_path / "a" / "z.policy", award("one"))
    write(tmp_path / "frameworks" / "own.policy", FRAMEWORK)
    write(tmp_path / ".venv" / "c.policy", "not a policy")
    write(tmp_path / "notes.txt", "not a policy")

    assert list(load_policies(tmp_path)) == ["one", "two"]


def test_a_path_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "x.policy", award("a"))

    assert list(load_policies(path, tmp_path, str(path))) == ["a"]


def test_a_source_is_named_as_the_person_wrote_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "p" / "x.policy", 'import "f/own.policy"\nframework own\n' + award("a"))
    write(tmp_path / "p" / "f" / "own.policy", FRAMEWORK)
    monkeypatch.chdir(tmp_path)

    sources = load_policies("p/x.policy")["a"].sources

    assert [source.name for source in sources] == ["p/x.policy", "p/f/own.policy"]


def test_a_shipped_framework_is_a_source_by_the_name_of_its_file_in_the_package() -> None:
    sources = policies_from_text("framework hkqf\n" + award("a"))["a"].sources

    assert [source.name for source in sources] == [
        "policy",
        "microcredit/policies/frameworks/hkqf.policy",
    ]


def test_an_import_brings_in_frameworks_and_definitions_of_its_imports_too(tmp_path: Path) -> None:
    body = "require at least 6 credits law at level 5"
    path = write(tmp_path / "x.policy", 'import "a.policy"\nframework own\n' + award("x", body))
    write(tmp_path / "a.policy", 'import "b.policy"\n' + award("not-brought-in"))
    write(tmp_path / "b.policy", FRAMEWORK)

    policies = load_policies(path)

    assert list(policies) == ["x"]
    assert list(policies["x"].defines) == ["law"]
    assert policies["x"].framework is not None
    assert policies["x"].framework.levels == (1, 5)


def test_what_two_imports_both_import_is_there_once(tmp_path: Path) -> None:
    path = write(tmp_path / "x.policy", 'import "a.policy"\nimport "b.policy"\n' + award("x"))
    write(tmp_path / "a.policy", 'import "own.policy"')
    write(tmp_path / "b.policy", 'import "own.policy"')
    write(tmp_path / "own.policy", FRAMEWORK)

    assert list(load_policies(path)["x"].defines) == ["law"]


def test_two_imports_that_define_one_name_are_both_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "x.policy", 'import "a.policy"\n' + FRAMEWORK + award("x"))
    write(tmp_path / "a.policy", 'define law = in "Law"')

    error = refused(path)

    assert codes(error) == ["duplicate-define"]
    assert f"note: {tmp_path}/a.policy:1:8" in str(error)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("../outside.policy", "outside-root"),
        ("/etc/passwd", "outside-root"),
        ("C:/frameworks/own.policy", "outside-root"),
        ("link.policy", "outside-root"),
        ("linked/outside.policy", "outside-root"),
        ("missing.policy", "no-such-file"),
        ("", "no-such-file"),
        ("\x00", "hidden-character"),
        (".", "unreadable-file"),
        ("x" * 5000, "no-such-file"),
        ("round.policy", "no-such-file"),
    ],
)
def test_an_import_stays_inside_the_root(tmp_path: Path, text: str, code: str) -> None:
    root = tmp_path / "root"
    write(tmp_path / "outside.policy", FRAMEWORK)
    path = write(root / "x.policy", f'import "{text}"\n' + award("x"))
    (root / "link.policy").symlink_to(tmp_path / "outside.policy")
    (root / "linked").symlink_to(tmp_path)
    (root / "round.policy").symlink_to(root / "round.policy")

    assert codes(refused(path)) == [code]


def test_a_wider_root_lets_an_import_climb(tmp_path: Path) -> None:
    path = write(tmp_path / "p" / "x.policy", 'import "../own.policy"\n' + award("x"))
    write(tmp_path / "own.policy", FRAMEWORK)

    assert codes(refused(path)) == ["outside-root"]
    assert list(load_policies(path, root=tmp_path)) == ["x"]
    assert list(load_policies(tmp_path)) == ["x"]


def test_a_link_in_a_folder_that_leads_out_of_it_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "outside.policy", award("a"))
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "x.policy").symlink_to(tmp_path / "outside.policy")

    assert codes(refused(tmp_path / "root")) == ["outside-root"]


def test_files_that_import_one_another_are_named_link_by_link(tmp_path: Path) -> None:
    path = write(tmp_path / "a.policy", 'import "b.policy"\n' + award("a"))
    write(tmp_path / "b.policy", 'import "c.policy"\n')
    write(tmp_path / "c.policy", 'import "a.policy"\n')

    error = refused(path)

    assert codes(error) == ["import-loop"]
    a, b, c = (tmp_path / f"{name}.policy" for name in "abc")
    assert f"`{a}` imports `{b}` imports `{c}` imports `{a}`" in str(error)
    assert len(error.diagnostics[0].notes) == 2


def test_a_file_that_imports_itself_is_a_loop(tmp_path: Path) -> None:
    path = write(tmp_path / "a.policy", 'import "a.policy"\n' + award("a"))

    assert codes(refused(path)) == ["import-loop"]


def test_imports_end_somewhere(tmp_path: Path) -> None:
    for n in range(30):
        write(tmp_path / f"i{n}.policy", f'import "i{n + 1}.policy"\n')

    assert codes(refused(tmp_path / "i0.policy")) == ["imports-too-deep"]


def test_a_path_that_is_not_there_gets_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path / "hkuspace.policy", award("a"))

    error = refused(tmp_path / "hkuspcae.policy")

    assert codes(error) == ["no-such-file"]
    assert error.diagnostics[0].hint == "did you mean `hkuspace.policy`?"
    assert codes(refused(tmp_path / "no" / "folder")) == ["no-such-file"]


def test_an_import_of_a_shipped_framework_gets_told_that_it_is_not_needed(tmp_path: Path) -> None:
    path = write(tmp_path / "x.policy", 'import "frameworks/hkqf.policy"\n' + award("x"))

    error = refused(path)

    assert (
        error.diagnostics[0].hint == "`framework hkqf` comes with the package and needs no import"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf \r\n", "empty-file"),
        ('award a "Caf\u00e9" { }'.encode("latin-1"), "not-utf-8"),
        ("award".encode("utf-16"), "not-utf-8"),
        (b"#" * 1_000_001, "file-too-large"),
    ],
)
def test_a_file_that_is_no_policy_text_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = write(tmp_path / "x.policy", data)

    error = refused(path)

    assert isinstance(error, PolicySyntaxError)
    assert codes(error) == [code]
    assert str(error).startswith(f"{path}:1:")


def test_the_byte_that_is_not_utf_8_is_shown_where_it_stands(tmp_path: Path) -> None:
    path = write(tmp_path / "x.policy", b'\xef\xbb\xbf# \xc3\xa9\naward a "Caf\xe9" { }\n')

    error = refused(path)

    assert str(error).splitlines()[0] == (
        f"{path}:2:13: is not UTF-8 text: the byte 0xe9 here is none [not-utf-8]"
    )


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    text = "language 1\r\n" + award("a").replace("\n", "\r\n")

    path = write(tmp_path / "x.policy", b"\xef\xbb\xbf" + text.encode())

    assert list(load_policies(path)) == ["a"]


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    assert codes(refused(tmp_path)) == ["no-policies"]


def test_no_paths_give_no_policies() -> None:
    assert list(load_policies()) == []


def test_what_is_wrong_in_all_files_is_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path / "a.policy", "award a {\n")
    write(tmp_path / "b.policy", award("b", "size 0 credits"))
    write(tmp_path / "c.policy", award("c", "require award a"))

    error = refused(tmp_path, tmp_path / "missing.policy")

    assert isinstance(error, PolicySyntaxError)
    names = [Path(diagnostic.span.source.name).name for diagnostic in error.diagnostics]
    assert list(dict.fromkeys(names)) == ["a.policy", "b.policy", "missing.policy"]
    assert "not-positive" in codes(error)


def test_policies_that_read_well_and_cannot_be_meant_are_a_check_error(tmp_path: Path) -> None:
    write(tmp_path / "a.policy", award("same"))
    write(tmp_path / "b.policy", award("same"))

    error = refused(tmp_path)

    assert isinstance(error, PolicyCheckError)
    assert codes(error) == ["duplicate-award"]
    assert "a.policy:1:7" in str(error)
    assert "b.policy:1:7" in str(error)


def test_awards_and_examples_may_stand_in_different_files(tmp_path: Path) -> None:
    write(tmp_path / "a.policy", award("a", "require award b"))
    write(tmp_path / "b.policy", award("b"))
    example = 'example "E" for b { as of 2026-01-01 passed AI101 on 2025-01-01 expect not earned }'
    write(tmp_path / "c.policy", example)

    policies = load_policies(tmp_path)

    assert policies["a"].needs["b"] is policies["b"]
    assert [one.label.text for one in policies["b"].examples] == ["E"]
    assert policies["a"].examples == ()


def test_a_text_imports_only_from_a_root(tmp_path: Path) -> None:
    write(tmp_path / "own.policy", FRAMEWORK)
    text = 'import "own.policy"\nframework own\n' + award("a")

    with pytest.raises(PolicyError) as raised:
        policies_from_text(text)

    assert codes(raised.value)[0] == "import-without-root"
    assert list(policies_from_text(text, root=tmp_path)) == ["a"]


def test_what_an_imported_file_says_of_titles_holds_in_the_importing_file(tmp_path: Path) -> None:
    write(tmp_path / "regulator.policy", 'titles of a badge without "award"\n')
    badge = 'import "regulator.policy"\n' + award("a", "kind badge size 6 credits")
    error = refused(write(tmp_path / "ours.policy", badge))

    assert [(d.code, d.span.text) for d in error.diagnostics] == [("title-word", '"Award"')]
    other = 'import "regulator.policy"\n' + award("b", "kind diploma size 6 credits")
    assert list(load_policies(write(tmp_path / "theirs.policy", other))) == ["b"]


def test_a_word_in_a_title_stands_alone_or_does_not_count() -> None:
    line = 'titles of every award without "ward", "wards"\n'

    assert list(policies_from_text(line + award("a"))) == ["a"]
