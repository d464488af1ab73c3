from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestDoors(AfterSalesCommon):
    """What people with rights try besides the buttons: by RPC, in accounting, in the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = new_test_user(
            cls.env, "sav_books", "account.group_account_manager,base.group_partner_manager"
        )
        cls.order = cls._sell(4)
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger", "is_company": True})

    def _refund(self):
        """A posted credit note of a case; with its line."""
        line = self._decide(self.order, "refund")
        note = line.credit_line_ids.move_id
        note.action_post()
        return line, note

    def _as(self, user, record):
        return record.with_user(user)

    # --- fields and marks -------------------------------------------------------------------------

    def test_nobody_types_what_follows(self):
        line = self._line(self._open(self.order), self.order)
        for record in (line, line.case_id):
            record = self._as(self.manager, record)
            for field in record._fields.values():
                if field.store and field.readonly and field.name not in models.MAGIC_COLUMNS:
                    with self.subTest(field=str(field)):
                        self._assert_refused(
                            "Use its buttons",
                            lambda record=record, name=field.name: record.write({name: False}),
                            AccessError,
                        )
        cases = self.env["tech.case"].with_user(self.technician)
        forged = cases.with_context(default_name="SAV-0", default_credit_total=9).create({})
        self.assertNotEqual(forged.name, "SAV-0")
        self.assertFalse(forged.credit_total)
        self._assert_refused(
            "Use its buttons", lambda: cases.create({"commercial_partner_id": 1}), AccessError
        )

    def test_no_request_marks_a_document(self):
        line, note = self._refund()
        case, mark = line.case_id, line.id
        move = self._as(self.technician, line.move_ids)
        goods = {
            "product_id": self.remote.id,
            "location_id": move.location_dest_id.id,
            "location_dest_id": move.location_id.id,
        }
        repair = {"product_id": self.remote.id, "partner_id": self.customer.id}
        invoice = self._as(self.books, note.reversed_entry_id)
        product = invoice.invoice_line_ids
        bill = {"move_type": "out_refund", "partner_id": self.customer.id}
        own = self._as(self.technician, line)
        for work in (
            lambda: move.create(goods | {"tech_case_line_id": mark}),
            lambda: move.write({"tech_case_line_id": False}),
            lambda: own.write({"move_ids": [Command.create(goods)]}),
            lambda: own.env["repair.order"].create(repair | {"tech_case_line_id": mark}),
            lambda: own.write({"repair_ids": [Command.create(repair)]}),
            lambda: invoice.create(bill | {"tech_case_id": case.id}),
            lambda: invoice.write({"tech_case_id": case.id}),
            lambda: product.write({"tech_origin_line_id": product.id}),
            lambda: invoice.create(
                bill | {"invoice_line_ids": [Command.create({"tech_origin_line_id": product.id})]}
            ),
        ):
            self._assert_refused("Only a decision", work)
        forged = move.with_context(default_tech_case_line_id=mark).create(goods)
        forged |= move.copy()
        forged |= move.picking_id.copy().move_ids
        self.assertFalse(forged.tech_case_line_id)
        bill = invoice.with_context(default_tech_case_id=case.id).create(bill)
        self.assertFalse(bill.tech_case_id)

    def test_backorders_and_steps_stay_with_their_decision(self):
        self.warehouse.reception_steps = "two_steps"
        line = self._decide(self.order, "refund", 3)
        first = self._as(self.technician, line.move_ids)
        first.write({"quantity": 1, "picked": True})
        first.picking_id._action_done()
        self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), 4, "3 come, 1 goes on")
        self.assertEqual(set(line.move_ids.mapped("state")), {"done", "assigned"})

    def test_who_reads_all_orders_writes_his_own_only(self):
        seller = new_test_user(
            self.env,
            "sav_seller",
            "crm_technical_aftersales.group_aftersales_user,sales_team.group_sale_salesman",
        )
        self.order.user_id = self.manager
        theirs = self._as(seller, self.order)
        self.assertTrue(theirs.name and theirs.order_line.name and theirs.invoice_ids.name)
        for record in (theirs, theirs.order_line):
            self._assert_refused("", lambda record=record: record.write({"name": "x"}), AccessError)
            self.assertFalse(record.has_access("unlink"))
        rules = self.env["ir.rule"].search([("name", "=like", "%: aftersales")])
        self.assertEqual(len(rules), 4)
        self.assertFalse(rules.filtered(lambda rule: rule.perm_write or rule.perm_create))

    # --- credit notes -----------------------------------------------------------------------------

    def test_who_has_no_rights_in_accounting_opens_a_credit_note(self):
        line, note = self._refund()
        for user in (self.technician, self.manager):
            action = self._as(user, line.case_id).action_view_credits()
            [(view_id, kind)] = action["views"]
            self.assertEqual((action["res_id"], kind), (note.id, "form"))
            shown = Form(self._as(user, note), self.env["ir.ui.view"].browse(view_id))
            self.assertEqual(shown.amount_total, note.amount_total)
        self.books.group_ids += self.env.ref("crm_technical_aftersales.group_aftersales_user")
        self.assertEqual(
            self._as(self.books, line.case_id).action_view_credits()["views"], [(False, "form")]
        )

    def test_a_reversal_is_not_taken_back_when_the_case_decided_anew(self):
        line, note = self._refund()
        reversal = note._reverse_moves(cancel=True)
        self._as(self.books, reversal).button_draft()
        reversal.action_post()
        line.action_undo()
        mine = self._as(self.books, reversal)
        self._assert_refused("decided otherwise since", mine.button_draft)
        line.action_decide()
        for work in (mine.button_cancel, lambda: mine._reverse_moves(cancel=True)):
            self._assert_refused("decided otherwise since", work)
        (line.credit_line_ids.move_id - note).action_post()

    def test_a_reversal_by_hand_is_not_taken_back_when_a_case_credits(self):
        note = self.order.invoice_ids._reverse_moves([{}], cancel=True)
        reversal = note._reverse_moves(cancel=True)
        self._decide(self.order, "refund")
        self._assert_refused("made good", self._as(self.books, reversal).button_draft)

    def test_a_credit_note_stays_of_its_invoice_and_customer(self):
        note = self._decide(self.order, "refund").credit_line_ids.move_id
        euro = self.env.ref("base.EUR") | self.env.ref("base.USD")
        euro.active = True
        fee = Command.create({"name": "More", "quantity": 1, "price_unit": 5})
        mine = self._as(self.books, note)
        for change in (
            {"partner_id": self.stranger.id},
            {"currency_id": (euro - note.currency_id)[:1].id},
            {"reversed_entry_id": False},
            {"invoice_line_ids": [fee]},
        ):
            with self.subTest(change=change):
                self._assert_refused("stays a credit note", lambda c=change: self._post(mine, c))
        self._assert_refused("stays a credit note", lambda: self._switch(mine))
        mine.action_post()

    def _post(self, note, change):
        note.write(change)
        note.action_post()

    def _switch(self, note):
        note.action_switch_move_type()
        note.action_post()

    # --- cases ------------------------------------------------------------------------------------

    def test_a_case_keeps_the_customer_it_was_decided_for(self):
        order = self.order
        case = self._as(self.technician, self._open(order))
        line = self._line(case, order, decision="replace")
        self._assert_refused(
            "nothing to do with", lambda: case.write({"partner_id": self.stranger.id})
        )
        contact = self.env["res.partner"].create(
            {"name": "Caretaker", "parent_id": self.customer.id}
        )
        case.partner_id = contact
        contact.parent_id = self.stranger
        self._assert_refused("not of one sale", line.action_decide)
        contact.parent_id = self.customer
        line.action_decide()
        self._assert_refused("keeps its customer", lambda: case.write({"partner_id": False}))
        case.partner_id = self.customer
        nameless = self._open(partner_id=False)
        self._line(nameless, order)
        self._assert_refused(
            "not of one sale", lambda: nameless.write({"partner_id": self.stranger.id})
        )

    def test_a_third_party_pays(self):
        insurer = self.env["res.partner"].create({"name": "Insurer", "is_company": True})
        order = self._sell(2, invoice=False)
        order.partner_invoice_id = insurer
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.partner_id, insurer)
        case = self._as(self.manager, self._open(order, invoice_id=invoice.id))
        self.assertIn(f"{invoice.name} is in the name of Insurer", case.document_note)
        line = self._line(case, order, invoice_line_id=invoice.invoice_line_ids.id)
        line.decision = "refund"
        line.action_decide()
        self.assertEqual(line.sudo().credit_line_ids.move_id.partner_id, insurer)
        for values in ({"order_id": order.id}, {"invoice_id": invoice.id}):
            with self.subTest(values=values):
                self._assert_refused(
                    "nothing to do with",
                    lambda values=values: self._open(partner_id=self.stranger.id, **values),
                )
        self.assertFalse(self._open(self.order).document_note)

    def test_the_products_of_a_closed_case_stay_as_they_are(self):
        order = self.order
        case = self._as(self.technician, self._open(order))
        line = self._line(case, order, decision="replace")
        line.action_decide()
        case.action_solve()
        moved = self._line(self._open(order), order)
        sold = order.order_line.id
        for work in (
            lambda: self._line(case, order),
            lambda: case.write({"line_ids": [Command.create({"sale_line_id": sold})]}),
            lambda: moved.write({"case_id": case.id}),
            line.action_undo,
        ):
            self._assert_refused("is closed", work)
        gone = moved.case_id
        gone.action_cancel()
        self._assert_refused("is closed", moved.unlink)
        self._assert_refused("is closed", lambda: moved.write({"quantity": 2}))
        case.action_reopen()
        line.action_undo()

    def test_a_technician_replaces_by_nothing_dearer(self):
        order = self.order
        dearer = self._create_product(self.env, "Remote, eight keys", 45)
        cheaper = self._create_product(self.env, "Remote, two keys", 20)
        case = self._as(self.technician, self._open(order))
        line = self._line(case, order, decision="replace", replacement_id=dearer.id)
        self._assert_refused("dearer", line.action_decide, AccessError)
        dearer.lst_price = 10
        self._assert_refused("dearer", line.action_decide, AccessError)
        self._as(self.manager, line).action_decide()
        self._line(case, order, decision="replace", replacement_id=cheaper.id).action_decide()

    def test_a_repair_that_was_given_up_sends_nothing(self):
        order = self.order
        line = self._decide(order, "repair")
        self._do(line.move_ids.picking_id)
        repair = line.repair_ids
        line.action_undo()
        line.decision = "refund"
        line.action_decide()
        mine = self._as(self.technician, repair)
        mine.action_repair_cancel_draft()
        mine.action_validate()
        mine.action_repair_start()
        mine.action_repair_end()
        self.assertFalse(
            line.move_ids.filtered(lambda move: move.location_dest_id.usage == "customer")
        )
        self.assertFalse(line.goods_cost)
