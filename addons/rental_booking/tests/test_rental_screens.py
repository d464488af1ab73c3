"""What the screens ask the server for: start page, drawings, analyses, documents."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.json import json_default

from .common import RentalCommon, picture


@tagged("post_install", "-at_install")
class TestRentalDeskScreen(RentalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "rental_clerk", "rental_booking.group_rental_booking_desk"
        )
        cls.now = fields.Datetime.now()

    def _desk(self, shop=None):
        desk = self.env["sale.order"].with_user(self.clerk).get_rental_desk(shop and shop.id)
        counts = {tile["key"]: tile["count"] for tile in desk["tiles"]}
        lists = {entry["key"]: entry["bookings"] for entry in desk["lists"]}
        return counts, lists

    def test_the_start_page_counts_each_kind_of_work_of_the_shop(self):
        start, end = self.env["sale.order"]._rental_get_today_bounds()
        middle = start + (end - start) / 2
        leaving = self._confirmed((self.camera, 1), start=middle)
        late = self._confirmed((self.cable, 1))
        self._depart(late)
        self._out_since(late, days=3)
        asked = self._booking((self.cable, 1))
        asked.action_rental_submit()
        counts, lists = self._desk(self.shop)
        self.assertEqual(counts["departure_today"], 1)
        self.assertEqual(counts["late"], 1)
        self.assertEqual(counts["to_process"], 1)
        self.assertEqual([row["id"] for row in lists["departure_today"]], leaving.ids)
        self.assertEqual(lists["late"][0]["next"], "action_rental_return")

    def test_another_shop_has_its_own_numbers(self):
        start, end = self.env["sale.order"]._rental_get_today_bounds()
        self._confirmed((self.camera, 1), start=start + (end - start) / 2)
        counts, _lists = self._desk(self.other_shop)
        self.assertFalse(any(counts.values()))

    def test_the_start_page_needs_the_same_queries_for_one_and_for_ten_bookings(self):
        start, end = self.env["sale.order"]._rental_get_today_bounds()
        middle = start + (end - start) / 2
        self._confirmed((self.cable, 1), start=middle)
        self._desk(self.shop)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._desk(self.shop)
        once = self.cr.sql_log_count - before
        for _number in range(6):
            self._confirmed((self.cable, 1), start=middle)
        self._desk(self.shop)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._desk(self.shop)
        self.assertLessEqual(self.cr.sql_log_count - before, once)

    def test_the_start_page_is_closed_to_users_without_a_rental_role(self):
        stranger = new_test_user(self.env, "rental_passer_by", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(stranger).get_rental_desk()

    def test_a_clerk_of_one_shop_sees_only_its_bookings(self):
        start, end = self.env["sale.order"]._rental_get_today_bounds()
        self._confirmed((self.camera, 1), start=start + (end - start) / 2)
        self.clerk.rental_shop_ids = self.other_shop
        counts, _lists = self._desk()
        self.assertEqual(counts["departure_today"], 0)

    def test_a_tile_opens_the_bookings_that_it_counted(self):
        start, end = self.env["sale.order"]._rental_get_today_bounds()
        middle = start + (end - start) / 2
        own = self._confirmed((self.camera, 1), start=middle)
        self.other_shop.is_rental_shop = True
        self._receive(self.cable, self.other_shop, 1)
        other = self._confirmed((self.cable, 1), start=middle, shop=self.other_shop)
        # two people, as each keeps the shops he was given when he came
        everywhere = self.clerk.copy({"login": "rental_clerk_everywhere"})
        self.clerk.rental_shop_ids = self.shop
        for clerk, expected in ((self.clerk, own), (everywhere, own | other)):
            bookings = self.env["sale.order"].with_user(clerk)
            # through JSON, as the browser gets it and hands it back
            desk = json.loads(json.dumps(bookings.get_rental_desk(), default=json_default))
            tiles = {tile["key"]: tile for tile in desk["tiles"]}
            with self.subTest(user=clerk.login):
                for key, tile in tiles.items():
                    self.assertEqual(bookings.search_count(tile["domain"]), tile["count"], key)
                leaving = bookings.search(tiles["departure_today"]["domain"])
                self.assertEqual(leaving & (own | other), expected)


@tagged("post_install", "-at_install")
class TestRentalDrawing(RentalCommon):
    def test_the_booking_shows_its_state_in_the_drawing(self):
        booking = self._confirmed((self.camera, 1))
        svg = self.env["rental.screens"].get_workflow_svg("sale.order", booking.id)
        self.assertIn('class="workflow-state workflow-current" data-code="confirmed"', svg)
        self.assertEqual(svg.count('class="workflow-state'), 14)
        self.assertEqual(svg.count('class="workflow-transition'), 16)

    def test_all_three_workflows_are_drawn(self):
        drawings = self.env["rental.screens"].get_workflows()
        states = [drawing["svg"].count('class="workflow-state') for drawing in drawings]
        transitions = [drawing["svg"].count('class="workflow-transition') for drawing in drawings]
        self.assertEqual(states, [14, 6, 4])
        self.assertEqual(transitions, [16, 8, 4])

    def test_nobody_draws_a_document_that_is_not_theirs(self):
        booking = self._booking((self.camera, 1))
        stranger = new_test_user(self.env, "rental_stranger", "base.group_user")
        screens = self.env["rental.screens"].with_user(stranger)
        with self.assertRaises(AccessError):
            screens.get_workflow_svg("sale.order", booking.id)
        with self.assertRaises(AccessError):
            screens.get_workflow_svg("res.users", stranger.id)


@tagged("post_install", "-at_install")
class TestRentalReports(RentalCommon):
    def _sum(self, model, domain, *measures):
        return self.env[model]._read_group(domain, [], measures)[0]

    def test_bookings_are_counted_once_by_state_and_month(self):
        booking = self._confirmed((self.camera, 1), (self.cable, 4))
        groups = self.env["rental.report"]._read_group(
            [("order_id", "=", booking.id)],
            ["rental_state", "rental_start:month"],
            ["order_id:count_distinct", "revenue:sum"],
        )
        state, month, bookings, revenue = groups[0]
        self.assertEqual(len(groups), 1)
        self.assertEqual((state, bookings), ("confirmed", 1))
        self.assertEqual((month.year, month.month), (self.next_week.year, self.next_week.month))
        self.assertAlmostEqual(revenue, booking.amount_untaxed)

    def test_rented_days_are_units_times_days(self):
        booking = self._confirmed((self.cable, 4), hours=36)
        (days,) = self._sum("rental.report", [("order_id", "=", booking.id)], "unit_days:sum")
        self.assertAlmostEqual(days, 4 * 1.5)

    def test_a_late_return_is_measured_in_hours(self):
        booking = self._confirmed((self.cable, 1), hours=10)
        self._depart(booking)
        self._out_since(booking, hours=34)
        domain = [("order_id", "=", booking.id), ("is_late", "=", True)]
        (hours,) = self._sum("rental.report", domain, "late_hours:avg")
        self.assertAlmostEqual(hours, 24, delta=0.1)

    def test_a_return_within_the_tolerance_is_no_late_return(self):
        booking = self._confirmed((self.cable, 1), hours=10)
        self._depart(booking)
        self._out_since(booking, hours=10, minutes=30)
        domain = [("order_id", "=", booking.id), ("is_late", "=", True)]
        self.assertFalse(self.env["rental.report"].search_count(domain))
        self.env.company.rental_late_tolerance = 10
        self.assertTrue(self.env["rental.report"].search_count(domain))

    def test_analyses_show_the_users_company_and_shops_only(self):
        self._confirmed((self.camera, 1))
        here = [("product_id", "=", self.camera.id)]
        company = self.env["res.company"].create({"name": "Rival"})
        group = "rental_booking.group_rental_booking_manager"
        rival = new_test_user(
            self.env, "rival_reader", group, company_id=company.id, company_ids=company.ids
        )
        elsewhere = new_test_user(self.env, "lyon_reader", group)
        elsewhere.rental_shop_ids = self.other_shop
        for model in ("rental.report", "rental.utilisation.report", "rental.unit.report"):
            self.assertTrue(self.env[model].search_count(here))
            for user in (rival, elsewhere):
                with self.subTest(model=model, user=user.login):
                    self.assertFalse(self.env[model].with_user(user).search_count(here))

    def test_utilisation_is_rented_days_over_the_days_of_the_fleet(self):
        month = fields.Date.context_today(self.env.user).replace(day=1) + timedelta(days=32)
        start = fields.Datetime.to_datetime(month.replace(day=1))
        self._confirmed((self.camera, 2), start=start, hours=72)
        domain = [("product_id", "=", self.camera.id), ("warehouse_id", "=", self.shop.id)]
        groups = self.env["rental.utilisation.report"]._read_group(
            domain,
            ["month:month"],
            ["rented_days:sum", "capacity_days:sum", "utilisation:avg", "revenue:sum"],
        )
        figures = {group[0]: group[1:] for group in groups}
        rented, capacity, utilisation, revenue = figures[start.date()]
        days = ((start + timedelta(days=32)).replace(day=1) - start).days
        self.assertAlmostEqual(rented, 6)
        self.assertAlmostEqual(capacity, 3 * days)
        self.assertAlmostEqual(utilisation, 100 * 6 / (3 * days))
        self.assertGreater(revenue, 0)

    def test_a_unit_earns_its_part_and_lies_idle_since_its_return(self):
        self.camera.standard_price = 400.0
        booking = self._confirmed((self.camera, 2), hours=10)
        self._depart(booking)
        self._out_since(booking, hours=1)
        gone = booking.rental_slip_ids.line_ids.lot_id
        self.env.flush_all()
        rows = self.env["rental.unit.report"].search([("product_id", "=", self.camera.id)])
        self.assertEqual(rows.lot_id, self.units)
        earned = {row.lot_id: (row.rentals, row.revenue, row.return_rate) for row in rows}
        price = booking.order_line.price_unit
        for lot in self.units:
            expected = (1, price, 100 * price / 400) if lot in gone else (0, 0, 0)
            self.assertEqual(earned[lot], expected)
        groups = self.env["rental.unit.report"]._read_group(
            [("product_id", "=", self.camera.id)], [], ["return_rate:avg", "revenue:sum"]
        )
        self.assertAlmostEqual(groups[0][0], 100 * 2 * price / 1200)
        self.assertFalse(any(rows.mapped("idle_days")))

    def test_cancellations_are_counted_by_their_reason(self):
        booking = self._confirmed((self.camera, 1))
        booking._cancel_rental("no_show")
        self.env.flush_all()
        groups = self.env["rental.report"]._read_group(
            [("order_id", "=", booking.id)], ["cancel_kind"], ["order_id:count_distinct"]
        )
        self.assertEqual(groups, [("no_show", 1)])

    def test_a_rental_over_new_month_is_cut_at_its_border(self):
        first = (
            fields.Date.context_today(self.env.user).replace(day=1) + timedelta(days=32)
        ).replace(day=1)
        start = fields.Datetime.to_datetime(first) - timedelta(days=1)
        self._confirmed((self.camera, 1), start=start, hours=72)
        groups = self.env["rental.utilisation.report"]._read_group(
            [("product_id", "=", self.camera.id), ("rented_days", ">", 0)],
            ["month:month"],
            ["rented_days:sum"],
        )
        self.assertEqual([round(days, 3) for _month, days in groups], [1, 2])


@tagged("post_install", "-at_install")
class TestRentalDocuments(RentalCommon):
    def _render(self, report, record):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"rental_booking.{report}", record.ids
        )
        return html.decode()

    def test_the_booking_lists_goods_prices_and_dates(self):
        booking = self._confirmed((self.camera, 2), (self.cable, 3))
        html = self._render("action_report_rental_booking", booking)
        self.assertIn(booking.name, html)
        self.assertIn("Camera", html)
        self.assertIn("Paris 11", html)

    def test_papers_tell_the_address_of_the_shop_not_of_its_company(self):
        papers = {
            "rental_booking.action_report_rental_booking": self._confirmed((self.cable, 1)),
            "sale.action_report_saleorder": self._confirmed((self.cable, 1)),
            "rental_booking.action_report_rental_slip": self._slip(
                self._confirmed((self.cable, 1)), "departure"
            ),
        }
        render = self.env["ir.actions.report"]._render_qweb_html
        self.assertFalse(self.shop._rental_get_address(), "the company heads its papers")
        self.shop.partner_id = self.env["res.partner"].create(
            {"name": "Counter", "street": "12 rue de la Villette", "phone": "+33 4 99 00 12 69"}
        )
        self.assertEqual(self.shop.rental_address, "12 rue de la Villette, +33 4 99 00 12 69")
        signed = self._depart(self._confirmed((self.cable, 1)))
        for report, record in papers.items():
            page = render(report, record.ids)[0].decode()
            for line in ("12 rue de la Villette", "+33 4 99 00 12 69"):
                self.assertIn(line, page, report)
        # what was signed goes on telling where it was
        self.shop.partner_id = self.env.company.partner_id
        page = render("rental_booking.action_report_rental_slip", signed.ids)[0].decode()
        self.assertIn("12 rue de la Villette", page)

    def test_the_quote_of_the_portal_says_when_too(self):
        booking = self._confirmed((self.camera, 2), (self.cable, 3))
        cable = booking.order_line.filtered(lambda line: line.product_id == self.cable)
        cable.rental_end = booking.rental_end + timedelta(days=1)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sale.action_report_saleorder", booking.ids
        )
        page = html.decode()
        shop = self.shop.with_context(tz=self.shop._get_rental_tz())
        for moment in (booking.rental_start, booking.rental_end, cable.rental_end):
            local = fields.Datetime.context_timestamp(shop, moment)
            self.assertIn(local.strftime("%m/%d/%Y"), page)
        self.assertIn("Departure", page)
        sold = self.env["sale.order"].create({"partner_id": self.customer.id})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sale.action_report_saleorder", sold.ids
        )
        self.assertNotIn(b"Departure", html)

    def test_a_booking_is_sent_with_its_own_document(self):
        booking = self._confirmed((self.camera, 1))
        context = booking.action_quotation_send()["context"]
        template = self.env["mail.template"].browse(context["default_template_id"])
        self.assertEqual(template, self.env.ref("rental_booking.mail_template_rental_booking"))
        mail = template._generate_template(booking.ids, ["subject", "body_html"])[booking.id]
        self.assertIn(booking.name, mail["subject"])
        self.assertIn("Paris 11", mail["body_html"])

    def test_the_return_slip_shows_both_photos_both_comments_and_the_signature(self):
        booking = self._confirmed((self.camera, 1))
        departure = self._slip(booking, "departure")
        line = departure.line_ids
        departure.set_line(
            line.id, {"status": "ok", "lot_id": self.units[0].id, "comment": "Like new"}
        )
        departure.add_photo(line.id, "before.png", picture(colour="blue"))
        self._sign(departure)
        slip = self._slip(booking, "return")
        slip.set_line(slip.line_ids.id, {"status": "damaged", "comment": "Scratched lens"})
        slip.add_photo(slip.line_ids.id, "after.png", picture(colour="red"))
        self._sign(slip, rating="2", feedback="Too heavy")
        html = self._render("action_report_rental_slip", slip)
        for words in ("Like new", "Scratched lens", "CAM-1", "Too heavy", "Camille Martin"):
            self.assertIn(words, html)
        for picture_of in ("Photo at departure", "Photo", "Signature"):
            self.assertEqual(html.count(f'alt="{picture_of}"'), 1)
