"""Whom Odoo writes to – what a document calls ``partner_id`` or ``partner_ids`` has to be a contact –
and that a change is told once."""

import ast
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


def told_twice(text):
    """States that a workflow tells already, with the name of the step, and Odoo a second time."""
    fields = [
        node
        for node in ast.walk(ast.parse(text))
        if "suite.workflow.mixin" in text
        and isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and any(isinstance(target, ast.Name) and target.id == "state" for target in node.targets)
    ]
    return [one for one in fields if any(word.arg == "tracking" for word in one.value.keywords)]


@pytest.mark.parametrize("addon", sorted(path.name for path in ADDONS.iterdir() if path.is_dir()))
def test_a_step_of_a_workflow_is_told_once(addon):
    files = sorted((ADDONS / addon).glob("models/**/*.py"))
    assert [one.name for one in files if told_twice(one.read_text(encoding="utf-8"))] == []


def test_a_state_that_is_told_twice_is_noticed():
    text = '_inherit = ["suite.workflow.mixin"]\nstate = fields.Selection([], tracking=True)'
    assert told_twice(text)
    assert not told_twice(text.replace("suite.workflow.mixin", "mail.thread"))
    assert not told_twice(text.replace(", tracking=True", ""))
