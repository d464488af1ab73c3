from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestServiceTerms(TransactionCase):
    """A new database sells transports as services, where its chart tells them from goods."""

    def test_the_product_takes_the_taxes_of_services(self):
        Tax = self.env["account.tax"]
        group = self.env["account.tax.group"].create({"name": "T"})
        values = {"amount": 17.3, "tax_group_id": group.id}
        goods = Tax.create({**values, "name": "T goods", "tax_scope": "consu"})
        service = Tax.create({**values, "name": "T services", "tax_scope": "service"})
        other = Tax.create({**values, "name": "T alone", "tax_scope": "consu", "amount": 3.1})
        product = self.env.ref("transport_order.product_transport").product_tmpl_id
        product.taxes_id = goods | other
        product._transport_choose_service_terms()
        self.assertEqual(product.taxes_id, service | other)
        product._transport_choose_service_terms()
        self.assertEqual(product.taxes_id, service | other, "a second time changes nothing")
