from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

ROLES = (
    "base.group_user",
    "base.group_portal",
    "sales_team.group_sale_salesman",
    "stock.group_stock_user",
    "purchase.group_purchase_user",
    "account.group_account_invoice",
    "base.group_user,point_of_sale.group_pos_user",
)


@tagged("post_install", "-at_install", "house_journey")
class TestRights(TransactionCase):
    """Who knows nothing of the suite goes on working with Odoo's own records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suite = set(
            cls.env["ir.module.module"]
            .search([("state", "=", "installed"), ("author", "=", "Odoo Suite contributors")])
            .mapped("name")
        )
        cls.users = [
            new_test_user(cls.env, f"house {roles}", groups=roles)
            for roles in ROLES
            if all(cls.env.ref(role, raise_if_not_found=False) for role in roles.split(","))
        ]

    def _models_of_odoo(self):
        """(model, fields of the suite on it) for every stored model of Odoo that the suite extends."""
        for name, model in self.env.items():
            if model._abstract or model._transient or model._original_module in self.suite:
                continue
            if name == "digest.digest":  # refuses a figure to who may not see it, as Odoo's own do
                continue
            added = [f for f in model._fields.values() if self.suite & set(f._modules)]
            if added and model._auto:
                yield name, added

    def test_whoever_reads_a_record_of_odoo_may_follow_the_links_that_the_suite_added(self):
        refused = {
            f"{model}.{field.name} for {user.login}"
            for model, added in self._models_of_odoo()
            for field in added
            for user in self.users
            if field.type in ("one2many", "many2many")
            and self.env[model].with_user(user).has_access("read")
            and self.env[model].with_user(user)._has_field_access(field, "read")
            and not self.env[field.comodel_name].with_user(user).has_access("read")
        }
        self.assertFalse(sorted(refused))

    def test_whoever_reads_a_record_of_odoo_reads_all_that_the_suite_added_to_it(self):
        """An export or the API reads every field that the user may see: none may refuse."""
        refused = {}
        for model, added in self._models_of_odoo():
            for user in self.users:
                records = self.env[model].with_user(user)
                if not records.has_access("read"):
                    continue
                record = records.search([], limit=1)
                for field in added:
                    if not records._has_field_access(field, "read"):
                        continue
                    record.invalidate_recordset()
                    try:
                        record.read([field.name])
                    except AccessError as error:
                        refused[f"{model}.{field.name} for {user.login}"] = str(error)[:90]
        self.assertFalse(refused)

    def test_a_salesperson_confirms_and_cancels_an_ordinary_order(self):
        if "sale.order" not in self.env:
            self.skipTest("no add-on that sells is installed")
        seller = new_test_user(self.env, "house seller", groups="sales_team.group_sale_salesman")
        product = self.env["product.product"].create({"name": "An ordinary thing", "list_price": 5})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": seller.partner_id.id,
                    "user_id": seller.id,
                    "order_line": [(0, 0, {"product_id": product.id})],
                }
            ]
            * 2
        )
        orders.flush_recordset()
        for order in orders.with_user(seller):
            order.action_confirm()
            self.assertEqual(order.state, "sale")
            self.assertTrue(order.read())
        orders[0].with_user(seller)._action_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "sale"])
