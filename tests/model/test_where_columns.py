from datetime import date

import pytest

from microcredit.engine.audit import audit
from microcredit.language.load import policies_from_text
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcript


@pytest.mark.parametrize(("asked", "outcome"), [("yes", "earned"), ("no", "not earned")])
def test_a_policy_can_ask_for_a_column_of_the_catalogue(asked: str, outcome: str) -> None:
    catalogue = read_catalogue("examples/hkuspace/catalogue")
    ada = read_transcript("examples/hkuspace/ada.json")
    rule = f'require at least 6 credits from AI101 where cef is "{asked}"'
    text = f'framework hkqf award x "X" {{ {rule} }}'
    policy = policies_from_text(text, vocabulary=catalogue.vocabulary)["x"]

    assert catalogue.modules["AI101"].cef is True
    assert audit(policy, ada, catalogue=catalogue, on=date(2026, 3, 1)).outcome == outcome
