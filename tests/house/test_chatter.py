"""Odoo writes to what a document calls ``partner_id`` or ``partner_ids``: these have to be contacts."""

import re
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
OTHER = re.compile(r"\bpartner_ids? = fields\.\w+\(\s*\"(?!res\.partner\")")
SAYS_SO = "def _mail_get_partner_fields("


def strangers(text):
    """Whether a conversation would be sent to contacts that merely bear the same number."""
    return bool(OTHER.search(text)) and "mail.thread" in text and SAYS_SO not in text


@pytest.mark.parametrize("addon", sorted(path.name for path in ADDONS.iterdir() if path.is_dir()))
def test_a_conversation_goes_to_contacts(addon):
    files = sorted((ADDONS / addon).glob("**/*.py"))
    assert files
    assert [one.name for one in files if strangers(one.read_text(encoding="utf-8"))] == []


def test_codes_in_place_of_contacts_are_noticed():
    field = 'partner_ids = fields.One2many("fec.import.partner", "import_id")'
    assert strangers(f'_inherit = ["mail.thread"]\n{field}')
    assert not strangers(f'_inherit = ["mail.thread"]\n{field}\n{SAYS_SO}self): return []')
    assert not strangers('_inherit = ["mail.thread"]\npartner_id = fields.Many2one("res.partner")')
