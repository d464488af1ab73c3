from lxml import html

from odoo.tests import tagged

from .common import PurchaseSpecCommon


@tagged("post_install", "-at_install")
class TestPapers(PurchaseSpecCommon):
    def _print(self, report, record):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)
        return " ".join(html.fromstring(content).text_content().split())

    def test_the_line_tells_the_columns_of_the_family(self):
        line = self._request().order_line
        move = self._deliver().move_ids
        for record, user in ((line, self.buyer), (move, self.storekeeper)):
            text = record.with_user(user).tech_specification_text
            self.assertEqual(text, "10 N·m · 12 – 24 V · IP44 · Encoder Yes")
            action = record.with_user(user).action_tech_view_specifications()
            self.assertEqual(action["res_id"], self.motor.product_tmpl_id.id)
        plain = self.env["product.product"].create({"name": "Screw"})
        self.assertFalse(self._request(plain).order_line.tech_specification_text)

    def test_requests_and_orders_tell_what_quotes_tell(self):
        order = self._request()
        for report in ("purchase.report_purchasequotation", "purchase.report_purchaseorder"):
            with self.subTest(report=report):
                self.env.company.tech_specs_on_purchase = True
                printed = self._print(report, order)
                self.assertIn("Nominal torque 10 N·m", printed)
                self.assertNotIn("7 kg", printed, "not printed on quotes, not here")
                self.env.company.tech_specs_on_purchase = False
                self.assertNotIn("10 N·m", self._print(report, order))

    def test_a_delivery_slip_tells_them_where_it_is_switched_on(self):
        picking = self._deliver(self.better)
        self.assertNotIn("12 N·m", self._print("stock.report_deliveryslip", picking))
        self.env.company.tech_specs_on_delivery = True
        self.assertIn("Nominal torque 12 N·m", self._print("stock.report_deliveryslip", picking))
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertIn("Nominal torque 12 N·m", self._print("stock.report_deliveryslip", picking))

    def test_lines_are_told_together(self):
        orders = self.env["purchase.order"].union(*(self._request() for _number in range(5)))
        orders |= self._request(self.better) | self._request(self.same)
        self.env.flush_all()
        self.env.invalidate_all()
        one = self._count(orders[0].order_line)
        self.env.invalidate_all()
        self.assertLessEqual(self._count(orders.order_line), one + 1)

    def _count(self, lines):
        before = self.env.cr.sql_log_count
        lines.mapped("tech_specification_text")
        return self.env.cr.sql_log_count - before
