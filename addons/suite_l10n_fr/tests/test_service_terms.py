from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import FrenchLawCommon


@tagged("post_install", "-at_install")
class TestServiceTerms(FrenchLawCommon):
    """Services on 707 or with a tax of goods are proposed to the accountant, never changed alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Terms = cls.env["fr.service.terms"]
        cls.right = cls.env["account.account"].search(
            [("code", "=like", "706%"), ("company_ids", "in", cls.company.ids)], limit=1
        )
        cls.goods_tax.tax_scope, cls.service_tax.amount = "consu", cls.goods_tax.amount
        cls.service.taxes_id = cls.goods_tax
        cls.goods.taxes_id = cls.goods_tax

    def _line(self, wizard, product=None):
        template = (product or self.service).product_tmpl_id
        return wizard.line_ids.filtered(lambda line: line.product_tmpl_id == template)

    def test_only_services_that_are_sold_like_goods_are_proposed(self):
        self.assertTrue(self.right, "the French chart has 706")
        done = self._make_product("Fait", "service")
        done.write({"taxes_id": self.service_tax.ids, "property_account_income_id": self.right.id})
        wizard = self.Terms.create({})
        line = self._line(wizard)
        self.assertTrue(line.account_now_id.code.startswith("707"))
        self.assertEqual(line.account_id, self.right)
        self.assertEqual(line.tax_now_ids, self.goods_tax)
        self.assertEqual(line.tax_ids.tax_scope, "service")
        self.assertEqual(line.tax_ids.amount, self.goods_tax.amount)
        self.assertFalse(self._line(wizard, self.goods))
        self.assertFalse(self._line(wizard, done))
        self.assertEqual(self.service.taxes_id, self.goods_tax, "a look changes nothing")

    def test_a_click_applies_what_was_chosen(self):
        other = self._make_product("Autre", "service")
        other.taxes_id = self.goods_tax
        with Form(self.Terms) as form:
            for number in range(len(form.line_ids)):
                with form.line_ids.edit(number) as line:
                    line.chosen = line.product_tmpl_id == self.service.product_tmpl_id
        wizard = form.record
        wizard.action_apply()
        self.assertEqual(self.service.property_account_income_id, self.right)
        self.assertEqual(self.service.taxes_id.tax_scope, "service")
        self.assertIn("706", self.service.product_tmpl_id.message_ids[0].body)
        self.assertEqual(other.taxes_id, self.goods_tax)
        self.assertFalse(self._line(wizard))
        self.assertTrue(self._line(wizard, other))
        self.assertEqual(wizard.applied_count, 1)

    def test_taxes_of_other_companies_stay(self):
        foreign = self.env["res.company"].create({"name": "Ailleurs"})
        tax = self.env["account.tax"].create(
            {
                "name": "X",
                "company_id": foreign.id,
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "X", "company_id": foreign.id})
                .id,
                "country_id": self.env.ref("base.fr").id,
            }
        )
        self.service.taxes_id = [Command.link(tax.id)]
        self._line(self.Terms.create({}))._apply()
        self.assertIn(tax, self.service.taxes_id)

    def test_a_seller_does_not_change_accounts(self):
        clerk = new_test_user(self.env, "fr_terms", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.Terms.with_user(clerk).create({})
