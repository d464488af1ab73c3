"""Every add-on speaks one dialect; where one does not yet, the number of places only falls."""

import pytest

from house import config, dialect


@pytest.mark.parametrize("addon", config.addons())
@pytest.mark.parametrize("rule", dialect.RULES)
def test_the_dialect_is_spoken(rule, addon):
    places, most = list(dialect.RULES[rule](addon)), dialect.allowed(rule, addon)
    assert len(places) <= most, f"{dialect.RULES[rule].__doc__}\n" + "\n".join(places)


# Each rule finds what it is made for

FAULTS = {
    "sql_outside_its_room": (
        "models/thing.py",
        "def go(self):\n    self.env.cr.execute('SELECT 1')\n",
    ),
    "demo_in_models": ("models/thing_demo.py", "x = 1\n"),
    "several_models_in_a_file": (
        "models/thing.py",
        "class A(models.Model):\n    pass\n\n\nclass B(models.Model):\n    pass\n",
    ),
    "no_model_among_the_models": ("models/helper.py", "def help():\n    pass\n"),
    "kept_by_hand": ("models/thing.py", "x = [1,\n     2]  # fmt: skip\n"),
    "sudo_without_a_reason": ("models/thing.py", "def go(self):\n    self.sudo().write({})\n"),
    "untold_libraries": ("models/thing.py", "import paramiko\n"),
    "circles": ("models/a.py", "def to_b(self):\n    self.in_b()\n\n\ndef in_a(self):\n    pass\n"),
    "day_of_the_server": ("tests/test_thing.py", "today = fields.Date.today()\n"),
}
GOOD = {
    "sql_outside_its_room": ("models/sql/thing.py", FAULTS["sql_outside_its_room"][1]),
    "demo_in_models": ("demo/thing_demo.py", "x = 1\n"),
    "several_models_in_a_file": ("models/thing.py", "class A(models.Model):\n    pass\n"),
    "no_model_among_the_models": ("core/helper.py", "def help():\n    pass\n"),
    "kept_by_hand": ("models/thing.py", "RATES = [1,\n         2]  # fmt: skip\n"),
    "sudo_without_a_reason": (
        "models/thing.py",
        "def go(self):\n    # sudo: who scans may not read prices\n    self.sudo().write({})\n",
    ),
    "untold_libraries": ("models/thing.py", "import json\n"),
    "circles": ("models/a.py", "def to_b(self):\n    self.in_b()\n"),
    "day_of_the_server": ("tests/test_thing.py", "today = fields.Date.context_today(user)\n"),
}


@pytest.fixture
def sample(tmp_path, monkeypatch):
    home = tmp_path / "sample"
    home.mkdir()
    (home / "__manifest__.py").write_text("{'depends': []}")
    for module in (config, dialect):
        monkeypatch.setattr(module, "ADDONS", tmp_path)

    def write(path, text):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)

    return write


@pytest.mark.parametrize("rule", FAULTS)
def test_a_rule_finds_its_fault_and_leaves_the_good_alone(sample, rule):
    if rule == "circles":  # a → b → c → d → a
        for here, there in ("bc", "cd", "da"):
            sample(f"models/{here}.py", f"def in_{here}(self):\n    self.in_{there}()\n")
    sample(*FAULTS[rule])
    assert len(list(dialect.RULES[rule]("sample"))) == 1
    path, _text = FAULTS[rule]
    sample(path, "class A(models.Model):\n    pass\n")
    if path != GOOD[rule][0]:
        (config.ADDONS / "sample" / path).unlink()
    sample(*GOOD[rule])
    assert list(dialect.RULES[rule]("sample")) == []


def test_a_method_on_a_model_of_odoo_needs_the_word_and_an_override_does_not(sample):
    sample(
        "models/sale_order.py",
        "class SaleOrder(models.Model):\n    _inherit = 'sale.order'\n\n"
        "    def action_confirm(self):\n        pass\n\n"
        "    def _is_ready(self):\n        pass\n\n"
        "    def _sample_is_ready(self):\n        pass\n",
    )
    found = list(dialect.unprefixed_methods("sample"))
    assert len(found) == 1
    assert "_is_ready" in found[0]
