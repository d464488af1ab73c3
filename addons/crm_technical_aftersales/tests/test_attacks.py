from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestCaseAttacks(AfterSalesCommon):
    """The same sale under another name, goods of others, credits on other papers."""

    def _drop_order(self, line):
        line.write({"sale_line_id": False})

    def test_an_invoice_line_does_not_lose_its_order(self):
        order = self._sell(1)
        self._decide(order, "refund")
        billed = order.invoice_ids.invoice_line_ids
        line = self._line(self._open(order), invoice_line_id=billed.id, decision="replace")
        self.assertEqual(line.sale_line_id, order.order_line)
        self._assert_refused("not of one sale", lambda: self._drop_order(line))
        self._assert_refused("left", line.action_decide)

    def test_a_serial_number_does_not_lose_its_order(self):
        order = self._sell(1, self.motor, self.lots[0])
        line = self._line(self._open(order), lot_id=self.lots[0].id, decision="replace")
        self.assertEqual(line.sale_line_id, order.order_line)
        self._assert_refused("not of one sale", lambda: self._drop_order(line))

    def test_a_technician_replaces_no_serial_number_of_somebody_else(self):
        self._sell(1, self.motor, self.lots[0])
        eve = self.env["res.partner"].create({"name": "Eve", "is_company": True})
        case = self._open(partner_id=eve.id)
        line = self._line(case, lot_id=self.lots[0].id, decision="replace", goods_back=False)
        self.assertFalse(line.sale_line_id)
        deed = line.with_user(self.technician).action_decide
        self._assert_refused("somebody else", deed, AccessError)
        line.with_user(self.manager).action_decide()
        self.assertEqual(line.state, "decided", "bought second-hand: a manager answers for it")

    def test_nor_one_beside_a_sale_of_his_own(self):
        self._sell(1, self.motor, self.lots[0])
        eve = self.env["res.partner"].create({"name": "Eve", "is_company": True})
        theirs = self.customer
        type(self).customer = eve
        self.addClassCleanup(setattr, type(self), "customer", theirs)
        order = self._sell(1, self.motor, self.lots[1])
        type(self).customer = theirs
        case = self._open(partner_id=eve.id)
        line = self._line(case, order, lot_id=self.lots[0].id, decision="replace")
        deed = line.with_user(self.technician).action_decide
        self._assert_refused("somebody else", deed, AccessError)
        line.with_user(self.manager).action_decide()
        back = line.move_ids.filtered(lambda move: move.location_id.usage == "customer")
        self.assertEqual(sum(back.mapped("product_uom_qty")), 1, "the goods are expected")

    def test_a_credit_among_other_goods_of_an_invoice_counts(self):
        order = self._sell(2)
        moves = order.picking_ids.move_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=moves.picking_id.id, active_model="stock.picking")
            .create({"picking_id": moves.picking_id.id})
        )
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        self._do(wizard._create_return())
        order.write(
            {
                "order_line": [
                    Command.create({"product_id": self.motor.id, "product_uom_qty": 1}),
                ]
            }
        )
        self._do(order.picking_ids, self.lots[1])
        invoice = order._create_invoices(final=True)
        self.assertEqual(invoice.move_type, "out_invoice")
        self.assertEqual(sorted(invoice.invoice_line_ids.mapped("quantity")), [-1, 1])
        invoice.action_post()
        remote = order.order_line[0]
        line = self._line(self._open(order), sale_line_id=remote.id, decision="refund", quantity=2)
        self._assert_refused("1 left", line.action_decide)
        line.quantity = 1
        line.action_decide()
        self.assertEqual(line.state, "decided")

    def test_nobody_credits_on_an_invoice_what_a_case_gave(self):
        order = self._sell(1)
        self._decide(order, "refund", goods_back=False)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"name": "Visit", "price_unit": 300, "quantity": 1}),
                    Command.create(
                        {
                            "product_id": self.remote.id,
                            "quantity": -1,
                            "sale_line_ids": [Command.link(order.order_line.id)],
                        }
                    ),
                ],
            }
        )
        self._assert_refused("made good", invoice.action_post)

    def test_nothing_is_expected_that_never_left(self):
        self.remote.invoice_policy = "order"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.remote.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_confirm()
        order._create_invoices().action_post()
        line = self._line(self._open(order), order, decision="refund", quantity=2)
        self._assert_refused("Cancel that delivery", line.action_decide)
        order.picking_ids.action_cancel()
        line.action_decide()
        self.assertFalse(line.move_ids, "nothing comes back of what was not sent")
        self.assertEqual(line.credit_amount, 60)

    def test_of_a_kit_nobody_guesses_the_parts(self):
        order = self._sell(1)
        part = self._create_product(self.env, "Part of a kit", 1)
        self.env["stock.quant"]._update_available_quantity(part, self.warehouse.lot_stock_id, 3)
        source = order.picking_ids.move_ids
        move = source.copy({"product_id": part.id, "product_uom_qty": 3, "picking_id": False})
        move.write({"sale_line_id": order.order_line.id})
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()
        self.assertEqual((move.state, move.sale_line_id), ("done", order.order_line))
        for decision, values in (
            ("replace", {"goods_back": False}),
            ("refund", {}),
            ("repair", {}),
        ):
            line = self._line(self._open(order), order, decision=decision, **values)
            self._assert_refused("is a kit", line.action_decide)

    def test_a_late_case_is_told_to_one_of_us(self):
        portal = new_test_user(self.env, "sav_portal", "base.group_portal")
        case = self._open()
        self.env.cr.execute("UPDATE tech_case SET create_uid = %s", [portal.id])
        self.env.invalidate_all()
        case.user_id = False
        warned = case._get_warned_user()
        self.assertTrue(warned._is_internal())
        case._warn_late()
        self.assertEqual(case.activity_ids.user_id, warned)
        self.assertEqual(case.activity_ids.date_deadline, fields.Date.context_today(case))
