import re

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ROLES, FiguresCommon

RATES = {
    ("rental.utilisation.report", "utilisation"): ("rented_days", "capacity_days"),
    ("rental.unit.report", "utilisation"): ("rented_days", "capacity_days"),
    ("rental.unit.report", "return_rate"): ("revenue", "cost"),
}


@tagged("post_install", "-at_install")
class TestRentalFigures(FiguresCommon):
    """The same number everywhere, and to each role only its own."""

    def _read(self, name, model, domain, measures, groupby=()):
        return self.env[model].with_user(self.users[name])._read_group(domain, groupby, measures)

    def _find(self, name, model, domain):
        return self.env[model].with_user(self.users[name]).search(domain)

    def test_each_number_is_that_of_the_list_which_it_opens(self):
        """Counted anew from the rows, one by one, as the person of the dashboard may read them."""
        for name in ROLES:
            for pivot in self._get_snapshot(name)["pivots"].values():
                rows = self._find(name, pivot["model"], pivot["domain"])
                for measure in pivot["measures"]:
                    self._check(name, pivot, rows, measure["fieldName"])

    def _check(self, name, pivot, rows, measure):
        aggregate = self._get_aggregate(pivot["model"], measure)
        said = self._read(name, pivot["model"], pivot["domain"], [aggregate])[0][0] or 0
        with self.subTest(name, model=pivot["model"], measure=measure, domain=pivot["domain"]):
            self.assertAlmostEqual(said, self._count(rows, measure), 2)

    def _count(self, rows, measure):
        if measure == "__count":
            return len(rows)
        if rows._fields[measure].type == "many2one":
            return len(rows[measure])
        if (rows._name, measure) in RATES:
            part, whole = (sum(rows.mapped(field)) for field in RATES[rows._name, measure])
            return 100 * part / whole if whole else 0
        values = rows.mapped(measure)
        if rows._fields[measure].aggregator == "avg":
            return sum(values) / len(values) if values else 0
        return sum(values)

    def test_each_bar_is_a_part_of_its_number(self):
        for name in ROLES:
            for chart in self._get_charts(name):
                meta, domain = chart["metaData"], chart["searchParams"]["domain"]
                groups = self._read(
                    name, meta["resModel"], domain, ["__count"], chart["metaData"]["groupBy"]
                )
                with self.subTest(name, chart=chart["title"]["text"]):
                    found = self._find(name, meta["resModel"], domain)
                    self.assertTrue(found, "the house has one of each")
                    self.assertEqual(sum(group[-1] for group in groups), len(found))

    def test_each_card_opens_what_it_counts(self):
        """A card leads to the records of the one pivot in its cell, to no menu."""
        for name in ROLES:
            snapshot = self._get_snapshot(name)
            cells = snapshot["sheets"][1]["cells"]
            for figure in snapshot["sheets"][0]["figures"]:
                if figure["data"]["type"] != "scorecard":
                    continue
                formula = cells[figure["data"]["keyValue"].removeprefix("Data!")]
                number = re.findall(r"PIVOT\.VALUE\((\d+),", formula)
                with self.subTest(name, card=figure["data"]["title"]["text"]):
                    self.assertEqual(len(number), 1)
                    self.assertNotIn(figure["id"], snapshot["chartOdooMenusReferences"])
                    pivot = snapshot["pivots"][number[0]]
                    action = self.env.ref(pivot["actionXmlId"])
                    self.assertEqual(action.res_model, pivot["model"])

    def test_the_counter_says_what_the_screens_of_the_counter_say(self):
        desk = self.env["sale.order"].with_user(self.users["counter"])
        tiles = {tile["key"]: tile["count"] for tile in desk.get_rental_desk()["tiles"]}
        pivots = self._get_snapshot("counter")["pivots"]
        for number, key in (("1", "departure_today"), ("2", "return_today"), ("3", "late")):
            self.assertEqual(desk.search_count(pivots[number]["domain"]), tiles[key], key)
        self.assertEqual(desk.search_count(pivots["6"]["domain"]), tiles["to_process"])
        self.assertIn(self.late, desk.search(pivots["3"]["domain"]))
        self.assertIn(self.asked, desk.search(pivots["6"]["domain"]))
        short = safe_eval(self.env.ref("rental_booking.rental_shortage_action").domain)
        self.assertEqual(desk.search(pivots["4"]["domain"]), desk.search(short))
        gaps = self._find("counter", "rental.missing", pivots["5"]["domain"])
        self.assertEqual(gaps.order_id & self.gone, self.gone)

    def test_revenue_is_one_number_in_both_reports_and_on_the_bookings(self):
        pivots = self._get_snapshot("house")["pivots"]
        said = self._read("house", "rental.report", pivots["1"]["domain"], ["revenue:sum"])[0][0]
        months = self._read("house", "rental.utilisation.report", [], ["revenue:sum"])[0][0]
        lines = self.env["sale.order"].search(
            [
                ("is_rental", "=", True),
                ("rental_state", "in", ("confirmed", "ready", "out", "late", "returned")),
            ]
        )
        lines |= self.paid | self.owing | self.broken | self.gone
        lines = lines.order_line.filtered("is_rental")
        self.assertAlmostEqual(said, months)
        own = [("order_id", "in", lines.order_id.ids), *pivots["1"]["domain"]]
        self.assertAlmostEqual(
            self._read("house", "rental.report", own, ["revenue:sum"])[0][0],
            sum(lines.mapped("price_subtotal")),
        )

    def test_money_is_that_of_the_invoices(self):
        invoices = self.paid.invoice_ids | self.owing.invoice_ids
        own = [("move_id", "in", invoices.ids)]
        amount, due, collected = self._read(
            "money", "rental.money.report", own, ["amount:sum", "due:sum", "collected:sum"]
        )[0]
        self.assertAlmostEqual(amount, sum(invoices.mapped("amount_total_signed")))
        self.assertAlmostEqual(due, self.owing.invoice_ids.amount_residual)
        self.assertAlmostEqual(collected, self.paid.invoice_ids.amount_total)
        listed = safe_eval(self.env.ref("rental_booking.rental_invoice_action").domain)
        for state, measure in (("to_establish", "amount"), ("to_collect", "due")):
            field = {"amount": "amount_total_signed", "due": "amount_residual_signed"}[measure]
            domain = [*listed, ("rental_invoice_state", "=", state)]
            said = self._read("money", "account.move", domain, [f"{field}:sum"])[0][0]
            domain = [("kind", "=", "invoice"), ("state", "=", state)]
            shown = self._read("money", "rental.money.report", domain, [f"{measure}:sum"])[0][0]
            self.assertAlmostEqual(said, shown, msg=state)
        overdue = self._find("money", "rental.money.report", [*own, ("is_overdue", "=", True)])
        self.assertEqual(overdue.move_id, self.owing.invoice_ids)

    def test_a_credit_note_and_money_that_went_back_are_below_zero(self):
        invoice = self.paid.invoice_ids
        note = invoice._reverse_moves([{"invoice_date": fields.Date.context_today(invoice)}])
        own = [("move_id", "=", note.id)]
        waiting = self._get_snapshot("money")["pivots"]["6"]["domain"]
        money = self.env["rental.money.report"]
        self.assertEqual(money.search([*own, *waiting]).amount, -invoice.amount_total)
        note.action_post()
        self._pay(note)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(money.search([*own, *waiting]))
        back = money.search([*own, ("kind", "=", "payment")])
        self.assertEqual(back.collected, -invoice.amount_total)
        self.assertEqual(back.warehouse_id, self.shop)

    def test_a_ticket_is_counted_from_the_day_it_was_found_to_its_end(self):
        figures = self.env["rental.ticket.report"].with_user(self.users["workshop"])
        ticket = self.broken.rental_repair_ids
        figure = figures.browse(ticket.id)
        self.assertEqual((figure.is_open, figure.units_away, figure.cost), (True, 1, 0))
        action = figure.action_open_ticket()
        self.assertEqual((action["res_model"], action["res_id"]), ("repair.order", ticket.id))
        ticket.action_rental_diagnose()
        ticket.write({"rental_resolution": "written_off", "rental_charge": 250})
        ticket.action_rental_decide()
        ticket.action_rental_close()
        ticket.rental_history_ids.sudo().date = fields.Datetime.add(figure.opened_on, hours=36)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((figure.is_open, figure.units_away, figure.days), (False, 0, 1.5))
        self.assertEqual((figure.cost, figure.charged), (1000, 250), "lost: at its price as new")

    def test_each_role_sees_its_own_dashboard(self):
        own = self.env["spreadsheet.dashboard.group"].browse(
            self.env.ref("rental_booking_spreadsheet.dashboard_group").id
        )
        every = own.dashboard_ids
        self.assertEqual(len(every), len(ROLES))
        for name, user in self.users.items():
            seen = every.with_user(user).search([("id", "in", every.ids)])
            mine = self.env.ref(f"rental_booking_spreadsheet.dashboard_{name}")
            self.assertEqual(seen, every if name == "house" else mine, name)
        with self.assertRaises(AccessError):
            self.env["rental.money.report"].with_user(self.users["counter"]).search([])
        with self.assertRaises(AccessError):
            self.env["rental.ticket.report"].with_user(self.users["money"]).search([])
        for model in ("rental.ticket.report", "rental.money.report"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.users["house"]).create({})

    def test_who_has_shops_counts_these_shops_alone(self):
        for user in self.users.values():
            user.rental_shop_ids = self.other_shop
        for name in ROLES:
            snapshot = self._get_snapshot(name)
            sources = [*snapshot["pivots"].values(), *snapshot["lists"].values()]
            for model, domain in [
                *((one["model"], one["domain"]) for one in sources),
                *(
                    (one["metaData"]["resModel"], one["searchParams"]["domain"])
                    for one in self._get_charts(name)
                ),
            ]:
                with self.subTest(name, model=model, domain=domain):
                    found = self._find(name, model, domain)
                    if model == "repair.order":
                        found = found.rental_warehouse_id
                    else:
                        found = found.warehouse_id
                    self.assertLessEqual(set(found.ids), {self.other_shop.id})

    def test_filters_lead_to_the_fields_they_name(self):
        for name in ROLES:
            snapshot = self._get_snapshot(name)
            filters = {one["id"]: one for one in snapshot["globalFilters"]}
            for source in (*snapshot["pivots"].values(), *snapshot["lists"].values()):
                self._check_filters(source["model"], source["fieldMatching"], filters)
            for chart in self._get_charts(name):
                self._check_filters(chart["metaData"]["resModel"], chart["fieldMatching"], filters)

    def _check_filters(self, model, matching, filters):
        self.assertIn("f-shop", matching, model)
        for key, match in matching.items():
            field, owner = None, self.env[model]
            for part in match["chain"].split("."):
                field = owner._fields[part]
                owner = self.env[field.comodel_name] if field.comodel_name else owner
            with self.subTest(model, chain=match["chain"]):
                self.assertEqual(field.type, match["type"])
                if filters[key]["type"] == "relation":
                    self.assertEqual(owner._name, filters[key]["modelName"])
