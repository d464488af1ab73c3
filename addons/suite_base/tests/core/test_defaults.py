from odoo.addons.suite_base.core.defaults import own_defaults


class Field:
    def __init__(self, default=None):
        self.default = default


class Model:
    _fields = {"state": Field(lambda model: "draft"), "note": Field(), "other": Field()}


def test_a_guarded_name_has_the_default_of_its_field_alone():
    found = own_defaults(Model, {"state", "note"}, {"state": "done", "note": "x", "other": "y"})
    assert found == {"state": "draft", "other": "y"}


def test_what_nobody_asked_for_stays_away_and_the_values_are_not_changed():
    values = {"other": "y"}
    assert own_defaults(Model, {"state"}, values) == {"other": "y"}
    assert values == {"other": "y"}
