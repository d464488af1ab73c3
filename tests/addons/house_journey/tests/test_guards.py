from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import suite_modules


@tagged("post_install", "-at_install", "house_journey")
class TestGuards(TransactionCase):
    """What is computed is typed by nobody: views say so, RPC and imports know no views."""

    def _computed(self):
        """(model, names) of the stored read-only fields that each model of the suite computes."""
        modules, admin = suite_modules(self.env), self.env.ref("base.user_admin")
        for name, model in self.env.items():
            if model._abstract or model._transient or model._original_module not in modules:
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.store and field.readonly and (field.compute or field.related)
            ]
            if model._auto and names:
                yield self.env[name].with_user(admin), names

    def _takes(self, method, values):
        try:
            with self.env.cr.savepoint():
                method(values)
        except UserError:
            return False
        return True

    def test_an_administrator_types_no_computed_value_by_rpc(self):
        taken, tried = [], 0
        for model, names in self._computed():
            record = model.sudo().search([], limit=1).with_env(model.env)
            for name in names:
                tried += 1
                values = {name: record.sudo()[name] or False}
                if self._takes(model.create, values):
                    taken.append(f"create {model._name}.{name}")
                if record and self._takes(record.write, values):
                    taken.append(f"write {model._name}.{name}")
        self.assertGreater(tried, 50)
        self.assertFalse(taken)
