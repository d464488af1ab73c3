import random
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.rental_booking.core.token import trusted
from odoo.addons.rental_booking.demo.rental_demo_data import ANY_DAMAGE, DAMAGES
from odoo.addons.rental_booking.demo.rental_demo_demand import DEMAND

SEED = 1905
OLDER = 60
FILMS = 40
INVOICED = 60
GIVEN_UP = 20
STILL_OPEN = 6
CANCELLED = ("customer", "no_answer", "no_show", "shop", "customer", "no_show")
WORKS = (  # how it ended, days, charged; what was wrong follows from the kind of thing
    ("repaired", 4, 0),
    ("repaired", 9, 85),
    ("replaced_new", 15, 260),
    ("repaired", 2, 0),
    ("no_fault", 1, 0),
    ("written_off", 12, 140),
    ("repaired", 6, 60),
    ("repaired", 11, 120),
    ("repaired", 5, 0),
    ("replaced_new", 18, 310),
)


class RentalFiguresDemo(models.AbstractModel):
    """Two years of a rental house behind the demonstration's bookings; called by the demo data."""

    _name = "rental.figures.demo"
    _description = "Demonstration Figures"

    @api.model
    def _demo_figures(self):
        demo = self.with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            lang=self.env["rental.demo"]._demo_lang(),
        )
        self.env["suite.demo"]._demo_load_words("rental_booking_spreadsheet")
        dice = random.Random(SEED)
        demo._demo_older(dice)
        demo._demo_cancelled()
        archived = demo._demo_archived()
        demo._demo_units(archived, dice)
        if self.env["account.journal"].search([("type", "=", "sale")], limit=1):
            demo._demo_invoices(archived, dice)
        demo._demo_workshop(dice)

    # Bookings ---------------------------------------------------------------------------------

    def _demo_older(self, dice):
        """What was rented before the half year that the rental demo tells of.

        The articles whose demand it forecasts have their own past.
        """
        house = self.env["rental.demo"]
        shops = self.env["stock.warehouse"].search([("is_rental_shop", "=", True)], limit=3)
        products = self.env["product.product"].search(
            [("is_rental", "=", True), ("type", "=", "consu"), ("name", "not in", list(DEMAND))],
            order="id",
        )
        customers = self.env["sale.order"].search([("is_rental", "=", True)], order="id").partner_id
        customers = list(customers)
        vals_list = []
        for _number in range(OLDER):
            days = -dice.randint(181, 730)
            start = house._demo_moment(days, dice.choice((9, 10, 14)))
            end = house._demo_moment(days + dice.choice((1, 2, 2, 3, 5, 6)), 18)
            vals_list.append(house._demo_booking(shops, products, customers, dice, start, end))
        owned = self._demo_owned(shops)
        for number in range(FILMS):
            vals_list.append(self._demo_film(shops, owned, customers, dice, number))
        for vals in vals_list:
            vals["date_order"] = vals["rental_start"] - timedelta(days=dice.randint(2, 20))
        house._demo_archive(self.env["sale.order"].create(vals_list), dice)
        self._demo_given_up(shops, products, customers, dice)

    def _demo_given_up(self, shops, products, customers, dice):
        """Bookings of half a year that never left."""
        house = self.env["rental.demo"]
        vals_list = []
        for _number in range(GIVEN_UP):
            days = -dice.randint(8, 180)
            start, end = house._demo_moment(days, 9), house._demo_moment(days + 2, 18)
            vals_list.append(house._demo_booking(shops, products, customers, dice, start, end))
        bookings = self.env["sale.order"].create(vals_list)
        trusted(bookings).write({"rental_state": "cancelled", "state": "cancel"})
        bookings.rental_occupation_ids.unlink()

    def _demo_owned(self, shops):
        """{shop: [(product, units)]}."""
        groups = self.env["stock.quant"]._read_group(
            [
                ("location_id", "in", shops.lot_stock_id.ids),
                ("product_id.is_rental", "=", True),
                ("product_id.name", "not in", list(DEMAND)),
                ("lot_id", "!=", False),
            ],
            ["location_id", "product_id"],
            ["quantity:sum"],
        )
        owned = defaultdict(list)
        for location, product, units in groups:
            owned[location.warehouse_id].append((product, int(units)))
        return owned

    def _demo_film(self, shops, owned, customers, dice, number):
        """A long shooting: many units for some weeks; more of them from year to year."""
        house = self.env["rental.demo"]
        shop = shops[(0, 1, 0, 2)[number % 4]]
        length = dice.randint(18, 45)
        days = -(length + 9 + int(720 * (number / FILMS) ** 1.3))
        start, end = house._demo_moment(days, 9), house._demo_moment(days + length, 18)
        chosen = dice.sample(owned[shop], min(12, len(owned[shop])))
        return {
            "is_rental": True,
            "partner_id": dice.choice(customers).id,
            "warehouse_id": shop.id,
            "rental_start": start,
            "rental_end": end,
            "user_id": self.env.ref("base.user_admin").id,
            "rental_ignore_length": True,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": min(units, 4)})
                for product, units in chosen
            ],
        }

    def _demo_cancelled(self):
        """Why the bookings of the past were cancelled."""
        bookings = self.env["sale.order"].search(
            [
                ("is_rental", "=", True),
                ("rental_state", "=", "cancelled"),
                ("rental_cancel_kind", "=", False),
            ],
            order="id",
        )
        for number, booking in enumerate(bookings):
            trusted(booking).rental_cancel_kind = CANCELLED[number % len(CANCELLED)]

    def _demo_archived(self):
        """Closed bookings of a year whose slips are not there."""
        return self.env["sale.order"].search(
            [
                ("is_rental", "=", True),
                ("rental_state", "=", "closed"),
                ("rental_slip_ids", "=", False),
                ("rental_start", ">", fields.Datetime.now() - timedelta(days=360)),
            ],
            order="rental_start, id",
        )

    # Units ------------------------------------------------------------------------------------

    def _demo_units(self, bookings, dice):
        """Which unit left with each booking: the first ones of a shelf more often than the last."""
        lots = self._demo_lots(bookings)
        busy = defaultdict(list)
        slips = self.env["rental.slip"].sudo()  # sudo: demo data
        for booking in bookings:
            chosen = self._demo_choose(booking, lots, busy, dice)
            if not chosen:
                continue
            slip = slips.create(
                {
                    "type": "departure",
                    "order_id": booking.id,
                    "name": f"ARCH/{booking.name}",
                    "signed_by": booking.partner_id.name.split(",")[0],
                    "signed_on": booking.rental_start,
                    "happened_on": booking.rental_start,
                    "line_ids": [
                        Command.create(
                            {
                                "order_line_id": line.id,
                                "lot_id": lot.id,
                                "status": "ok",
                                "exemplar": "back",
                            }
                        )
                        for line, lot in chosen
                    ],
                }
            )
            slip.write({"state": "signed", "frozen": slip._prepare_proof()})

    def _demo_lots(self, bookings):
        """{(product, shop): units}."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", bookings.order_line.product_id.ids),
                ("lot_id", "!=", False),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ],
            order="id",
        )
        lots = defaultdict(list)
        for quant in quants:
            lots[quant.product_id, quant.location_id.warehouse_id].append(quant.lot_id)
        return lots

    def _demo_choose(self, booking, lots, busy, dice):
        """[(line, unit)]; the row of a line is parted among its units."""
        chosen = []
        for line in booking.order_line.filtered(lambda one: one.product_id.tracking == "serial"):
            free = [
                lot
                for lot in lots[line.product_id, booking.warehouse_id]
                if all(
                    end <= booking.rental_start or start >= booking.rental_end
                    for start, end in busy[lot]
                )
            ]
            rows = booking.rental_occupation_ids.filtered(
                lambda row, line=line: row.order_line_id == line and not row.lot_id
            )
            for _unit in range(int(line.product_uom_qty)):
                if not free:
                    break
                lot = free.pop(min(dice.randint(0, 3), len(free) - 1))
                busy[lot].append((booking.rental_start, booking.rental_end))
                self._demo_row_of_unit(rows, lot)
                chosen.append((line, lot))
        return chosen

    def _demo_row_of_unit(self, rows, lot):
        """One of the rows, or a part of it, is that of the unit."""
        row = trusted(rows.sudo()).filtered(lambda one: not one.lot_id)[:1]  # sudo: demo data
        if row.quantity > 1:
            row.quantity -= 1
            row.copy({"quantity": 1, "lot_id": lot.id})
        else:
            row.lot_id = lot

    # Money ------------------------------------------------------------------------------------

    def _demo_invoices(self, bookings, dice):
        """Invoices of the last bookings, most of them paid a month later."""
        last = bookings[-INVOICED:]
        # sudo: the booking of an invoice is the machine's
        moves = self.env["account.move"].sudo().create(list(map(self._demo_invoice, last)))
        moves.action_post()
        today = fields.Date.context_today(self)
        days = defaultdict(moves.browse)
        for number, move in enumerate(moves):
            paid_on = move.invoice_date + timedelta(days=dice.randint(8, 40))
            if paid_on <= today and number % 9 != 4:
                days[paid_on] |= move
        for paid_on, paid in sorted(days.items()):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=paid.ids
            ).create({"payment_date": paid_on, "group_payment": False})._create_payments()
        # two that are given back wait for somebody who posts them
        moves[-12:-10]._reverse_moves([{"invoice_date": today}] * 2)

    def _demo_invoice(self, booking):
        day = fields.Datetime.context_timestamp(self, booking.rental_returned_on).date()
        return {
            "move_type": "out_invoice",
            "partner_id": booking.partner_id.id,
            "rental_order_id": booking.id,
            "invoice_origin": booking.name,
            "invoice_date": day,
            "invoice_date_due": day + timedelta(days=30),
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "name": line.name,
                        "quantity": line.product_uom_qty,
                        "price_unit": line.price_unit,
                        "tax_ids": [Command.set(line.tax_ids.ids)],
                    }
                )
                for line in booking.order_line.filtered("is_rental")
            ],
        }

    # Workshop ---------------------------------------------------------------------------------

    def _demo_workshop(self, dice):
        """Tickets of half a year that are closed."""
        part = self.env["product.product"].create(
            {"name": "Pièces détachées", "type": "consu", "standard_price": 38.0, "sale_ok": False}
        )
        now = fields.Datetime.now()
        for number, lot in enumerate(self._demo_spare_units(dice)):
            resolution, days, charge = WORKS[number % len(WORKS)]
            ticket = self._demo_ticket(lot, number, resolution)
            if number < STILL_OPEN:
                self._demo_leave_open(ticket, number)
                continue
            if resolution == "repaired":
                self._demo_fit_parts(ticket, part, 1 + number % 3)
            self._demo_finish(ticket, resolution)
            ticket.rental_charge = charge  # written when it is closed: its invoice is long paid
            found = now - timedelta(days=7 * (number - STILL_OPEN) + days + 2, hours=3)
            self._demo_backdate(ticket, found, found + timedelta(days=days + number % 4))

    def _demo_leave_open(self, ticket, number):
        """At different steps, some longer than was thought."""
        for step in ("diagnose", "start", "wait")[: number % 4]:
            ticket._apply_transition(step)
        expected = fields.Datetime.now() + timedelta(days=(9, -2, 4, -5, 12, 6)[number % 6])
        ticket.rental_expected_end = expected

    def _demo_spare_units(self, dice):
        """Units of which the same shelf holds two more: no booking of today becomes short."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id.is_rental", "=", True),
                ("lot_id", "!=", False),
                ("quantity", "=", 1),
                ("location_id", "in", self._demo_shelves().ids),
            ],
            order="id",
        )
        shelves = defaultdict(list)
        for quant in quants:
            shelves[quant.product_id, quant.location_id].append(quant.lot_id)
        spare = [lots[-1] for lots in shelves.values() if len(lots) > 2]
        return dice.sample(spare, min(len(spare), 2 * len(WORKS)))

    def _demo_shelves(self):
        return self.env["stock.warehouse"].search([("is_rental_shop", "=", True)]).lot_stock_id

    def _demo_ticket(self, lot, number, resolution):
        action = lot.action_open_rental_ticket()
        ticket = self.env["repair.order"].browse(action["res_id"])
        damages = DAMAGES.get(lot.product_id.categ_id.name, ANY_DAMAGE)
        ticket.rental_diagnosis = (
            "Rien trouvé au contrôle." if resolution == "no_fault" else damages[number % 5]
        )
        ticket.user_id = self.env["res.users"].search([("login", "=", "atelier")])
        return ticket

    def _demo_fit_parts(self, ticket, part, quantity):
        ticket.move_ids = [
            Command.create(
                {
                    "repair_line_type": "add",
                    "product_id": part.id,
                    "product_uom_qty": quantity,
                    "quantity": quantity,
                }
            )
        ]

    def _demo_finish(self, ticket, resolution):
        ticket.action_rental_diagnose()
        if resolution == "no_fault":
            ticket.action_rental_reject()
            return
        if resolution == "repaired":
            ticket.action_rental_start()
            ticket.action_rental_repaired()
        else:
            ticket.rental_resolution = resolution
            if resolution == "replaced_new":
                ticket.rental_new_serial = f"{ticket.lot_id.name}-N"
            ticket.action_rental_decide()
        ticket.action_rental_close()

    def _demo_backdate(self, ticket, found, closed):
        # sudo: demo data
        trusted(ticket.sudo()).rental_occupation_ids.write(
            {"date_start": found, "date_end": closed, "released_at": closed}
        )
        ticket.sudo().rental_history_ids.write({"date": closed})  # sudo: demo data
