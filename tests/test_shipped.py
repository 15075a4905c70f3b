from pathlib import Path

import pytest

from microcredit.shipped import read_shipped, shipped

ROOT = Path(__file__).parent.parent


def test_a_checkout_has_its_shipped_files_beside_the_package() -> None:
    assert shipped("policies", "hkuspace.policy") == ROOT / "policies" / "hkuspace.policy"
    assert shipped("policies") == ROOT / "policies"


def test_a_shipped_file_can_be_read_as_text() -> None:
    text = (ROOT / "policies" / "hkuspace.policy").read_text(encoding="utf-8")

    assert read_shipped("policies", "hkuspace.policy") == text


def test_a_file_that_was_not_shipped_is_named_in_the_error() -> None:
    with pytest.raises(FileNotFoundError, match=r"`policies/nowhere\.policy` does not come with"):
        shipped("policies", "nowhere.policy")
