import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestPortal(AfterSalesCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(2)
        cls.login = "sav_customer"
        cls.user = new_test_user(
            cls.env, cls.login, "base.group_portal", partner_id=cls.customer.id
        )
        cls.case = cls._open(
            cls.order, note="<p>Difficult customer</p>", description="<p>It hums</p>"
        )

    def _token(self, url):
        page = self.url_open(url).text
        return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def _report(self, quantity=None, line=None, order=None, files=None, **values):
        """Send the form; return the page that answers and the case that was made."""
        before = self.env["tech.case"].search([])
        line = line or self.order.order_line
        form = {
            "csrf_token": self._token("/my/cases/new"),
            "title": "No signal",
            "message": "Since <b>Monday</b>",
            "kind": "claim",
            "order": str((order or self.order).id),
        }
        if quantity is not None:
            form[f"quantity-{line.id}"] = str(quantity)
        page = self.url_open("/my/cases/create", data=form | values, files=files).text
        return page, self.env["tech.case"].search([]) - before

    def _picture(self):
        content = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(content, "PNG")
        return content.getvalue()

    def test_a_customer_opens_a_case_and_answers(self):
        self.authenticate(self.login, self.login)
        self.assertIn(self.order.name, self.url_open("/my/cases/new").text)
        url = f"/my/cases/new?order={self.order.id}"
        self.assertIn(f"quantity-{self.order.order_line.id}", self.url_open(url).text)
        self.assertIn(url, self.url_open(self.order.get_portal_url()).text)
        photo = self._picture()
        files = [("photo", ("motor.html", photo)), ("photo", ("sheet", b"%PDF-1.4 x"))]
        _page, case = self._report(2, files=files)
        self.assertEqual(
            (case.partner_id, case.channel, case.kind), (self.customer, "portal", "claim")
        )
        self.assertEqual(case.order_id, self.order)
        self.assertEqual(case.line_ids.sale_line_id, self.order.order_line)
        self.assertEqual(case.line_ids.quantity, 2)
        self.assertNotIn("<b>", case.description)
        held = case.message_ids.attachment_ids.sorted("id")
        self.assertEqual(held.mapped("name"), ["motor.png", "sheet.pdf"])
        self.assertEqual((held[0].raw, held[0].res_id), (photo, case.id))
        told = case.message_ids.filtered(lambda one: self.customer in one.notified_partner_ids)
        self.assertEqual(len(told), 1, "that it arrived, by mail, though he made it himself")
        case.action_wait()
        url = f"/my/cases/{case.id}"
        self.url_open(f"{url}/answer", data={"csrf_token": self._token(url), "message": "Here"})
        self.assertEqual(case.state, "progress")
        page = self.url_open(url).text
        self.assertIn("Here", page)
        self.assertIn(f"{url}/files/{held[0].id}", page)
        answer = self.url_open(f"{url}/files/{held[0].id}")
        self.assertEqual((answer.content, answer.headers["Content-Type"]), (photo, "image/png"))

    def test_no_more_than_he_still_has(self):
        self.authenticate(self.login, self.login)
        for quantity in (3, -1, "nan", "1e999", "two", 0.001):
            page, case = self._report(quantity, title="Kept text")
            self.assertFalse(case, quantity)
            self.assertIn("alert-danger", page)
            self.assertIn("Kept text", page)
        self.assertTrue(self._report(1.5)[1], "of two")
        self.assertFalse(self._report(1)[1], "half a unit is left, the rest is in work")
        self._do(self._return_by_hand(1))
        self._cancel_reported()
        self.assertFalse(self._report(2)[1], "one came back")
        self.assertTrue(self._report(1, kind="support")[1], "a question keeps nothing back")
        self._decide(self.order, "refund", 1, goods_back=False)
        self.assertTrue(self._report(1)[1], "what came back was refunded, the other is his")
        self._cancel_reported()
        repair = self._decide(self.order, "repair", 1)
        self._do(repair.move_ids.picking_id)
        self.assertFalse(self._report(1)[1], "it is in repair")
        repair.action_undo()
        repair.case_id.action_cancel()
        self.assertFalse(self._report(1)[1], "it is here")
        self.assertTrue(self._report(kind="support")[1], "a question needs no quantity")
        self.assertIn("how many", self._report(kind="return")[0])

    def test_of_ours_who_only_reads_does_not_answer(self):
        seller = new_test_user(self.env, "sav_reader", "sales_team.group_sale_salesman_all_leads")
        self.assertFalse(self.case.with_user(seller).has_access("write"))
        self.authenticate("sav_reader", "sav_reader")
        url = f"/my/cases/{self.case.id}"
        page = self.url_open(f"{url}?access_token={self.case._portal_ensure_token()}").text
        self.assertIn(self.case.name, page)
        self.assertNotIn(f"{url}/answer", page)
        before = self.case.message_ids
        form = {"csrf_token": self._token("/my/cases/new"), "message": "We come"}
        self.url_open(f"{url}/answer", data=form)
        self.assertEqual(self.case.message_ids, before)
        self.assertFalse(self.case.answered_on)

    def test_a_purchase_of_another_company_of_the_group_is_that_ones(self):
        self.authenticate(self.login, self.login)
        site = self.env["res.partner"].create(
            {"name": "Site", "is_company": True, "parent_id": self.customer.id}
        )
        mine = self.customer
        type(self).customer = site
        self.addClassCleanup(setattr, type(self), "customer", mine)
        order = self._sell(1)
        type(self).customer = mine
        _page, case = self._report(1, order.order_line, order)
        self.assertEqual((case.partner_id, case.order_id), (site, order))

    def _cancel_reported(self):
        mine = [("title", "=", "No signal"), ("state", "in", ("new", "progress"))]
        self.env["tech.case"].search(mine).action_cancel()

    def _return_by_hand(self, quantity):
        picking = self.order.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        return wizard._create_return()

    def test_nothing_of_somebody_else(self):
        """The attack: an order, an order line, a file that are another customer's."""
        self.authenticate(self.login, self.login)
        mine, other = self.customer, self.env["res.partner"].create({"name": "Other"})
        type(self).customer = other
        self.addClassCleanup(setattr, type(self), "customer", mine)
        theirs = self._sell(5)
        type(self).customer = mine
        draft = theirs.copy({"partner_id": mine.id})
        for values in (
            {"quantity": 1, "line": theirs.order_line},
            {"quantity": 1, "line": theirs.order_line, "order": theirs},
            {"order": theirs},
            {"quantity": 1, "line": draft.order_line, "order": draft},
        ):
            page, case = self._report(**values)
            self.assertFalse(case, values)
            self.assertIn("not among your deliveries", page)
        self.assertNotIn(theirs.name, self.url_open(f"/my/cases/new?order={theirs.id}").text)
        with self.assertRaises(UserError):
            self.env["tech.case"].with_user(self.user)._report(
                mine,
                {"title": "a", "message": "b", "kind": "claim", "order": self.order.id},
                {theirs.order_line.id: 1.0},
            )
        secret = self.env["ir.attachment"].create({"name": "secret.png", "raw": self._picture()})
        note = self.case.message_post(
            body="Internal", subtype_xmlid="mail.mt_note", attachments=[("n.png", self._picture())]
        )
        for file in (secret, note.attachment_ids):
            answer = self.url_open(f"/my/cases/{self.case.id}/files/{file.id}")
            self.assertEqual(answer.status_code, 404)

    def test_what_is_no_picture_is_refused_whole(self):
        self.authenticate(self.login, self.login)
        for name, content in (
            ("photo.png", b"<html><script>alert(1)</script></html>"),
            ("photo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
            ("empty.png", b""),
            ("large.png", self._picture() + b"0" * (15 * 1024 * 1024)),
        ):
            page, case = self._report(1, files=[("photo", (name, content))])
            self.assertFalse(case, name)
            self.assertIn("was refused", page)
        many = [("photo", (f"{number}.png", self._picture())) for number in range(11)]
        self.assertFalse(self._report(1, files=many)[1])
        url = f"/my/cases/{self.case.id}"
        self.url_open(
            f"{url}/answer",
            data={"csrf_token": self._token(url), "message": "Look"},
            files=[("photo", ("a.png", b"no"))],
        )
        self.assertNotIn("Look", "".join(self.case.message_ids.mapped("body")))

    def test_he_reads_what_is_his_and_nothing_internal(self):
        self.authenticate(self.login, self.login)
        self.assertIn(self.case.name, self.url_open("/my/cases").text)
        page = self.url_open(f"/my/cases/{self.case.id}").text
        self.assertIn("It hums", page)
        self.assertNotIn("Difficult customer", page)
        for model in ("tech.case", "tech.case.line"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).search([])

    def test_nobody_else_sees_it_without_its_link(self):
        new_test_user(self.env, "sav_stranger", "base.group_portal")
        self.authenticate("sav_stranger", "sav_stranger")
        self.assertNotIn("It hums", self.url_open(f"/my/cases/{self.case.id}").text)
        self.authenticate(None, None)
        self.assertNotIn(
            "It hums", self.url_open(f"/my/cases/{self.case.id}?access_token=wrong").text
        )
        self.assertIn("It hums", self.url_open(self.case.get_portal_url()).text)
