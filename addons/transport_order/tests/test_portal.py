import base64
import json

from lxml import html

from odoo.tests import tagged

from ..controllers import portal, portal_order, portal_stock
from ..core.rate import RateLimiter
from .common import GOOD_PNG
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    def test_an_empty_conversation_speaks_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        said = self.url_open("/website/translations?lang=fr_FR").text
        self.assertIn("La conversation est vide.", said)

    def test_what_does_not_exist_answers_like_what_is_not_yours(self):
        self._log_in(self.stranger_user)
        mine = self.url_open(self.order.access_url)
        nothing = self.url_open("/my/transport/orders/TNOTHINGHERE1")
        self.assertEqual((mine.status_code, nothing.status_code), (404, 404))
        said = [html.fromstring(page.text).xpath("string(//main)") for page in (mine, nothing)]
        self.assertTrue(said[0].strip())
        self.assertEqual(said[0], said[1])

    def test_hidden_documents_are_not_found_even_by_their_owner(self):
        self._log_in(self.site_user)
        answer = self.url_open(f"/my/transport/documents/{self.hidden.reference}")
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn(self.hidden.reference, self.url_open(self.order.access_url).text)

    def test_what_a_client_fetches_is_in_the_access_log(self):
        report = self.env["transport.inspection"].create({"line_id": self.order.line_ids[0].id})
        photo = self.event.attachment_ids
        urls = [
            f"/my/transport/documents/{self.document.reference}",
            f"/my/transport/documents/{self.hidden.reference}",
            f"/my/transport/photos/event/{self.event.id}/{photo.id}",
            f"/my/transport/inspections/{report.reference}/pdf",
            f"{self.order.access_url}/pdf",
        ]
        for user in (self.stranger_user, self.dispatcher, self.site_user):
            self._log_in(user)
            for url in urls[: None if user == self.site_user else 3]:
                self.url_open(url)
        found = self.env["transport.document.access"].search(
            [("order_id", "=", self.order.id)], order="id"
        )
        self.assertEqual(found.mapped("kind"), ["invoice", "photo", "report", "order_form"])
        self.assertEqual((found.user_id, found[0].document_id), (self.site_user, self.document))
        self.assertEqual(set(found.mapped("channel")), {"portal"})

    def test_each_door_to_a_file_is_noted_or_closed(self):
        """Odoo's own addresses too: the right reader and one line, or nothing and none."""
        report = self.env["transport.inspection"].create(
            {"line_id": self.order.line_ids[0].id, "signature": GOOD_PNG}
        )
        self.document.file = b"JVBERi0xLjQgeQ=="
        past = self.order.sudo().document_ids.filtered(lambda file: not file.is_latest)
        doors = {
            f"/my/transport/documents/{self.document.reference}": 1,
            f"/my/transport/photos/event/{self.event.id}/{self.event.attachment_ids.id}": 1,
            f"/my/transport/documents/{self.hidden.reference}": 0,
            f"/my/transport/documents/{past.reference}": 0,
            f"/web/content/{self.document.attachment_id.id}": 0,
            f"/web/content/ir.attachment/{self.event.attachment_ids.id}/datas": 0,
            f"/web/content/transport.inspection/{report.id}/signature": 0,
            f"/web/content/transport.order/{self.order.id}/signature": 0,
            f"/web/content/transport.document/{self.document.id}/file": 0,
            f"/report/pdf/transport_order.report_transport_order/{self.order.id}": 0,
            f"/report/html/transport_order.action_report_transport_order/{self.order.id}": 0,
        }
        log = self.env["transport.document.access"]
        for user in (self.site_user, self.stranger_user):
            self._log_in(user)
            for url, noted in doors.items():
                with self.subTest(user=user.login, url=url):
                    before = log.search_count([])
                    answer = self.url_open(url, allow_redirects=False)
                    given = noted and user == self.site_user
                    self.assertEqual(log.search_count([]) - before, given)
                    self.assertEqual(answer.status_code, 200 if given else 404)
        self._log_in(self.site_user)
        picture = self.url_open(f"/web/image/transport.inspection/{report.id}/signature")
        self.assertNotEqual(picture.content, base64.b64decode(GOOD_PNG))

    def test_estimates_and_lots_of_a_person_are_limited(self):
        self.patch(portal, "PER_MINUTE", {"estimate": 2, "lot": 2})
        self.patch(portal, "_limiter", RateLimiter())
        self._log_in(self.site_user)
        for page in ("estimate", "duplicate"):
            answers = [self._post(f"{self.quoted.access_url}/{page}") for _time in range(3)]
            self.assertEqual([answer.status_code for answer in answers], [303, 303, 429])
            self.assertGreaterEqual(int(answers[-1].headers["Retry-After"]), 1)

    def test_a_car_without_plate_gets_its_vin_while_it_is_checked(self):
        self._log_in(self.site_user)
        line, url = self.quoted.sudo().line_ids, f"{self.quoted.access_url}/cars"
        self.assertNotIn(f'name="vin-{line.reference}"', self.url_open(url).text)
        line.vehicle_id.plate = "SS-204-KL"
        self.env.flush_all()
        self.assertIn("Such a plate was never issued", self.url_open(url).text)
        line.vehicle_id.plate = False
        self.env.flush_all()
        self.assertIn(f'name="vin-{line.reference}"', self.url_open(url).text)
        values = {f"{name}-{line.reference}": "" for name in ("make", "plate")}
        values |= {f"model-{line.reference}": "208", f"vin-{line.reference}": "vf3 abcdef12345678"}
        values[f"category-{line.reference}"] = "car"
        self.assertEqual(self._post(url, **values).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(line.vehicle_id.sure_vin, "VF3ABCDEF12345678")

    def test_documents_are_saved_and_never_run(self):
        self._log_in(self.site_user)
        answer = self.url_open(f"/my/transport/documents/{self.document.reference}")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.content, b"%PDF-1.4 x")

    def test_who_has_transports_alone_is_led_to_them_alone(self):
        self._log_in(self.site_user)
        home = html.fromstring(self.url_open("/my").text)
        self.assertTrue(home.xpath("//a[@href='/my/transport/orders']"))
        self.assertFalse(home.xpath("//a[@href='/my/orders']"))
        own = {"partner_id": self.site_user.partner_id.id, "state": "sale"}
        self.env["sale.order"].create(own)
        self.env.flush_all()
        home = html.fromstring(self.url_open("/my").text)
        self.assertTrue(home.xpath("//a[@href='/my/orders']"))

    def test_only_group_users_open_the_user_page(self):
        for user, status in ((self.group_user, 200), (self.site_user, 404), (self.manager, 404)):
            self._log_in(user)
            answer = self.url_open("/my/transport/users", allow_redirects=False)
            self.assertEqual(answer.status_code, status, user.login)

    def test_the_group_user_creates_and_switches_off_a_user(self):
        self._log_in(self.group_user)
        answer = self._post(
            "/my/transport/users/new",
            name="Paul",
            email="paul@martin.test",
            site=str(self.site.id),
            role="view",
            limit="",
        )
        self.assertEqual(answer.status_code, 303)
        user = self.env["res.users"].search([("login", "=", "paul@martin.test")])
        self.assertEqual(user.transport_role, "view")
        self._post(f"/my/transport/users/{user.id}/off")
        self.assertFalse(user.active)
        answer = self._post(f"/my/transport/users/{self.stranger_user.id}/off")
        self.assertEqual(answer.status_code, 404)
        self.assertTrue(self.stranger_user.active)
        answer = self._post(
            "/my/transport/users/new",
            name="x",
            email="x@x.test",
            site=str(self.stranger.id),
            role="view",
        )
        self.assertEqual(answer.status_code, 404)

    def test_a_forged_form_cannot_reach_foreign_records(self):
        foreign = self._create_address("Durand", "69001", "Lyon", self.stranger)
        self._log_in(self.site_user)
        answer = self._post(f"{self.quoted.access_url}/places", origin=foreign.reference, go="save")
        self.assertEqual(answer.status_code, 404)
        foreign_car = self._create_car(self.stranger)
        answer = self._post("/my/transport/stock/add", car=foreign_car.reference)
        self.assertEqual(answer.status_code, 404)
        answer = self._post(
            "/my/transport/stock/new",
            make="Audi",
            model="A1",
            site=str(self.stranger.id),
            category="car",
        )
        self.assertEqual(answer.status_code, 404)

    def _accept(self, order, **values):
        return self.make_jsonrpc_request(
            f"/my/transport/orders/{order.reference}/accept",
            {"name": "Anne", "signature": GOOD_PNG, "mark": order.estimate_hash} | values,
        )

    def test_acceptance_needs_the_right_person_price_and_signature(self):
        self._log_in(self.stranger_user)
        self.assertIn("not found", self._accept(self.quoted)["error"])
        self._log_in(self.site_user)
        self.assertEqual(self._accept(self.quoted, mark="0" * 64)["code"], "hash")
        self.assertIn("error", self._accept(self.quoted, signature=None))
        self.assertIn("error", self._accept(self.quoted, signature="not a picture"))
        self.assertEqual(self.quoted.state, "quoted")
        self.assertTrue(self._accept(self.quoted)["force_refresh"])
        self.env.invalidate_all()
        self.assertEqual(self.quoted.state, "confirmed")

    def test_a_refusal_says_what_is_wrong(self):
        self._log_in(self.site_user)
        cars = self.order.line_ids.vehicle_id.with_user(self.site_user)
        self.quoted._portal_update_lot({"vehicles": cars})
        self.quoted._portal_estimate()
        self.assertIn(self.order.name, self._accept(self.quoted)["error"])

    def test_odd_amounts_in_forms_are_refused(self):
        self._log_in(self.site_user)
        for fee in ("nan", "inf", "x"):
            self._post(f"{self.quoted.access_url}/cancel", fee=fee, cause="sold")
        for unsaid in ({}, {"cause": ""}, {"cause": "because"}):
            self._post(f"{self.quoted.access_url}/cancel", fee="0", **unsaid)
        self.env.invalidate_all()
        self.assertEqual(self.quoted.state, "quoted")
        self.group_user.transport_order_limit = 1000
        self._log_in(self.group_user)
        for limit in ("nan", "inf", "-1", "1e400"):
            self._post(f"/my/transport/users/{self.site_user.id}/update", role="order", limit=limit)
        self.env.invalidate_all()
        self.assertEqual(self.site_user.transport_order_limit, 0)
        self._post(
            f"/my/transport/users/{self.site_user.id}/update", role="order", limit="9\u202f50,5"
        )
        self.env.invalidate_all()
        self.assertEqual(self.site_user.transport_order_limit, 950.5)

    def test_a_car_on_its_way_is_marked_in_the_stock_and_in_another_lot(self):
        self._log_in(self.site_user)
        self.assertIn(self.order.name, self.url_open("/my/transport/stock").text)
        cars = f"{self.quoted.access_url}/cars"
        self.assertNotIn(self.order.name, self.url_open(cars).text)
        self.quoted._portal_add_cars(self.order.line_ids[0].vehicle_id)
        self.assertIn(f'Already on <a href="{self.order.access_url}"', self.url_open(cars).text)

    def test_the_pick_up_is_at_the_client_s_own_address_until_another_is_chosen(self):
        lot = self.env["transport.order"].with_user(self.site_user)
        lot = lot._portal_create_lot({"vehicles": self._create_car()})
        self._log_in(self.site_user)

        def is_checked(address, side="origin", **form):
            url = f"{lot.access_url}/places"
            page = (self._post(url, **form) if form else self.url_open(url)).text
            return "checked" in page.split(f'id="{side}_{address.reference}"')[1].split(">")[0]

        self.assertFalse(is_checked(self.dijon), "two places, and nobody knows which is his")
        self.site.write({"street": self.dijon.street, "zip": self.dijon.zip})
        self.assertTrue(is_checked(self.dijon))
        self.assertFalse(is_checked(self.dijon, "destination"))
        self.assertFalse(is_checked(self.dijon, go="search", origin=self.lille.reference))
        self.site.write({"street": False, "zip": False})
        self.lille.role = "delivery"
        self.assertTrue(is_checked(self.dijon), "the only place for a pick-up")

    def test_places_keep_what_was_typed(self):
        self._log_in(self.site_user)
        self.quoted._portal_update_lot({"express": True})
        url = f"{self.quoted.access_url}/places"
        page = self._post(url, go="search", origin_search="Lille", client_reference="Réf 7").text
        self.assertIn("Réf 7", page)
        self.assertNotIn("checked", page.split('id="p_express"')[1].split(">")[0])
        answer = self._post(url, pickup_date="2030-02-02", delivery_date="2030-02-01", go="save")
        self.assertIn("wanted before the pick-up", answer.text)
        answer = self._post(url, pickup_date="30/02/2030", go="save")
        self.assertIn("date cannot be read", answer.text)
        answer = self._post(url, client_reference="Réf 8", go="address")
        self.assertIn("/addresses/new?lot=", answer.headers["Location"])
        self.env.invalidate_all()
        self.assertEqual((self.quoted.client_reference, self.quoted.express), ("Réf 8", False))

    def test_the_back_link_of_the_stock_never_leaves_the_site(self):
        self._log_in(self.site_user)
        car = self._create_car()
        for back in (
            "https://evil.test/",
            "//evil.test/my/transport/stock",
            "/my/transport/stock@evil.test",
        ):
            answer = self._post("/my/transport/stock/add", car=car.reference, go="more", back=back)
            self.assertTrue(
                answer.headers["Location"]
                .split("//", 1)[-1]
                .split("/", 1)[-1]
                .startswith("my/transport"),
                back,
            )
            self.assertNotIn("evil.test/", answer.headers["Location"].split("my/transport")[0])

    def test_all_that_is_found_goes_into_the_lot_but_what_is_gone_or_on_its_way(self):
        self._log_in(self.site_user)
        free = [self._create_car(make="Zastava") for _number in range(3)]
        self._create_car(make="Zastava", status="gone")
        self._create_car(self.stranger, make="Zastava")
        running = self._create_accepted(1).sudo().line_ids.vehicle_id
        running.make = "Zastava"
        page = self.url_open("/my/transport/stock?search=zastava&status=any").text
        self.assertIn("Add all 5", " ".join(page.split()).replace("<t>", ""))
        form = {"go": "all", "search": "zastava", "status": "any", "site": ""}
        answer = self._post("/my/transport/stock/add", **form)
        order = self.env["transport.order"].search([], order="id desc", limit=1)
        self.assertIn(order.reference, answer.headers["Location"])
        self.assertEqual(set(order.line_ids.vehicle_id.ids), {car.id for car in free})
        self.assertIn(running.plate, self.url_open(answer.headers["Location"]).text)
        before = self.env["transport.order"].search_count([])
        self.patch(portal_stock, "MOST_AT_ONCE", 2)
        self.assertNotIn("Add all", self.url_open("/my/transport/stock?search=zastava").text)
        answer = self._post("/my/transport/stock/add", **form)
        self.assertIn("More than 2 cars", self.url_open(answer.headers["Location"]).text)
        self.assertEqual(self.env["transport.order"].search_count([]), before)

    def test_exports_neutralise_formulas_and_follow_the_filter(self):
        self.order.line_ids[0].sudo().make = "=HYPERLINK(1)"
        self._log_in(self.site_user)
        text = self.url_open("/my/transport/orders/export?show=current").content.decode("utf-8-sig")
        self.assertIn("'=HYPERLINK(1)", text)
        self.assertNotIn(self.quoted.name, text)
        self._log_in(self.stranger_user)
        text = self.url_open("/my/transport/orders/export").content.decode("utf-8-sig")
        self.assertNotIn(self.order.name, text)

    def test_an_export_that_is_cut_says_so(self):
        self._log_in(self.site_user)
        url = "/my/transport/orders/export"
        self.assertNotIn("Only the latest", self.url_open(url).content.decode("utf-8-sig"))
        self.patch(portal_order, "MOST_EXPORTED", 1)
        lines = self.url_open(url).content.decode("utf-8-sig").splitlines()
        self.assertIn(self.quoted.name, lines[1])
        self.assertIn("Only the latest 1 orders", lines[2])

    def test_markup_typed_by_a_client_is_shown_as_text(self):
        self._log_in(self.site_user)
        self._post(
            "/my/transport/stock/new",
            make="<script>alert(1)</script>",
            model="<b>x</b>",
            category="car",
        )
        page = self.url_open("/my/transport/stock").text
        self.assertNotIn("<script>alert(1)</script>", page)
        self.assertIn("&lt;b&gt;x&lt;/b&gt;", page)

    def test_the_stock_is_searched_by_plate_vin_and_make(self):
        self._create_car(plate="xy 987 zz", vin="VF3ABCDEF12345678", make="Škoda", model="Fabia")
        self._log_in(self.site_user)
        for words in ("xy987", "XY-987-ZZ", "vf3abcdef", "fabia", "škoda fabia"):
            page = self.url_open(f"/my/transport/stock?search={words}").text
            self.assertIn("XY-987-ZZ", page, words)
        page = self.url_open("/my/transport/stock?search=nothing%20like%20that").text
        self.assertNotIn("XY-987-ZZ", page)

    def test_stock_and_address_pages_take_the_same_queries_for_few_and_many(self):
        self._log_in(self.site_user)
        counts = []
        for number in (0, 120):
            self.env["transport.vehicle"].create(
                [{"partner_id": self.site.id, "model": f"M{i}"} for i in range(number)]
            )
            self.env["transport.address"].create(
                [
                    {"partner_id": self.site.id, "name": f"P{i}", "zip": "21000", "city": "Dijon"}
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            for url in ("/my/transport/stock", "/my/transport/addresses"):
                self.url_open(url)
                before = self.cr.sql_log_count
                self.url_open(url)
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[0] + 2)
        self.assertLessEqual(counts[3], counts[1] + 2)
        self.assertLess(max(counts), 60)

    def test_the_order_form_and_the_condition_report_are_pdf(self):
        report = self.env["transport.inspection"].create({"line_id": self.order.line_ids[0].id})
        self._log_in(self.site_user)
        for url in (
            f"{self.order.access_url}/pdf",
            f"/my/transport/inspections/{report.reference}/pdf",
        ):
            answer = self.url_open(url)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self._log_in(self.stranger_user)
        for url in (
            f"{self.order.access_url}/pdf",
            f"/my/transport/inspections/{report.reference}/pdf",
        ):
            self.assertEqual(self.url_open(url).status_code, 404)

    def test_invoices_are_shown_to_those_who_may_read_them(self):
        invoice = self.order.sudo().sale_order_id._create_invoices()
        self._log_in(self.site_user)
        self.assertNotIn("Invoice INV", self.url_open(self.order.access_url).text)
        invoice.action_post()
        self.assertIn(invoice.name, self.url_open(self.order.access_url).text)

    def test_the_portal_home_counts_the_orders(self):
        self._log_in(self.site_user)
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["transport_order_count"]})
        self.assertEqual(answer["transport_order_count"], 2, json.dumps(answer))
