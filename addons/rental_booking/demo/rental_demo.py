import base64
import random
from datetime import datetime, time, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.suite_base.demo.pictures import draw_thing, hang

from ..core.half_days import to_local, to_utc
from ..core.token import trusted
from . import rental_demo_data as house

TZ = "Europe/Paris"
SHOPS = [
    ("Paris 11e", "PAR", 1.0),
    ("Lyon Part-Dieu", "LYO", 0.5),
    ("Marseille Joliette", "MRS", 0.4),
]
ADDRESSES = {
    "PAR": ("48 rue de la Folie-Méricourt", "75011", "Paris", "+33 1 99 00 48 11"),
    "LYO": ("12 rue de la Villette", "69003", "Lyon", "+33 4 99 00 12 69"),
    "MRS": ("27 quai de la Joliette", "13002", "Marseille", "+33 4 99 00 27 13"),
}


class RentalDemo(models.AbstractModel):
    """Builds a believable audiovisual house; called by the demo data only."""

    _name = "rental.demo"
    _description = "Rental Demo Data"

    @api.model
    def _demo_load(self):
        """3 shops, about 150 references with their units, about 220 bookings around today."""
        demo = self.with_context(
            tracking_disable=True, mail_create_nosubscribe=True, lang=self._demo_lang()
        )
        dice = random.Random(2026)
        self.env["suite.demo"]._demo_load_words("rental_booking")
        self.env.company._rental_choose_income_account()
        shops = demo._demo_shops()
        demo._demo_users()
        products = demo._demo_products(shops, dice)
        customers = demo._demo_customers()
        demo._demo_past(shops, products, customers, dice)
        if self.env["account.journal"].search([("type", "=", "sale")], limit=1):
            demo._demo_running(shops, products, customers, dice)
        demo._demo_future(shops, products, customers, dice)
        demo._demo_blocks(shops, products)

    # House ------------------------------------------------------------------------------------

    def _demo_shops(self):
        self.env["stock.warehouse"].search([("is_rental_shop", "=", True)]).is_rental_shop = False
        company = self.env.company
        shops = self.env["stock.warehouse"]
        for number, (name, code, _share) in enumerate(SHOPS):
            shops |= shops.create(
                {
                    "name": name,
                    "code": code,
                    "company_id": company.id,
                    "partner_id": self._demo_address(company, name, code).id,
                    "rental_tz": TZ,
                    "sequence": 100 + number,  # what other trades take by default is no shop
                    "rental_calendar_id": self._demo_calendar(name, sunday=number == 0).id,
                }
            )
        return shops

    def _demo_address(self, company, name, code):
        street, postcode, city, phone = ADDRESSES[code]
        return self.env["res.partner"].create(
            {
                "name": f"{company.name}, {name}",
                "type": "other",
                "street": street,
                "zip": postcode,
                "city": city,
                "country_id": self.env.ref("base.fr").id,
                "phone": phone,
                "lang": self._demo_lang(),
            }
        )

    def _demo_calendar(self, name, sunday):
        days = range(7) if sunday else range(6)
        return self.env["resource.calendar"].create(
            {
                "name": f"Ouverture {name}",
                "tz": TZ,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Ouverture",
                            "dayofweek": str(day),
                            "hour_from": 8.5,
                            "hour_to": 19,
                            "day_period": "full_day",
                        }
                    )
                    for day in days
                ],
            }
        )

    def _demo_users(self):
        users = self.env["res.users"].with_context(no_reset_password=True)
        # a first look on a phone shall show the house, not the chat of a robot over it
        quiet = {"odoobot_state": "disabled"} if "odoobot_state" in users._fields else {}
        for login, name, role in house.USERS:
            if users.search([("login", "=", login)]):
                continue
            users.create(
                {
                    **quiet,
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "tz": TZ,
                    "group_ids": [
                        Command.link(self.env.ref(f"rental_booking.group_rental_booking_{role}").id)
                    ],
                }
            )

    def _demo_customers(self):
        return self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": "," not in name,
                    "email": f"contact{number}@example.com",
                    "phone": f"+33 1 99 00 {number // 10:02d} {number % 100:02d}",
                    "city": ("Paris", "Lyon", "Marseille")[number % 3],
                    "country_id": self.env.ref("base.fr").id,
                    "lang": self._demo_lang(),
                }
                for number, name in enumerate(house.CUSTOMERS)
            ]
        )

    def _demo_lang(self):
        return "fr_FR" if self.env["res.lang"]._lang_get("fr_FR") else self.env.lang or "en_US"

    def _demo_products(self, shops, dice):
        vals_list, counts, hung = [], [], []
        pictures = {name: draw_thing(*drawn) for name, drawn in house.PICTURES.items()}
        for category, (accessories, references) in house.CATALOGUE.items():
            categ = self.env["product.category"].create({"name": category})
            for number, (name, price, new, units) in enumerate(references):
                code = f"{category[:3].upper()}{number + 1:03d}"
                vals = self._demo_product(name, code, price, new, categ)
                vals_list.append({**vals, **self._demo_serial_values(category, accessories, new)})
                counts.append(units)
                hung.append(pictures[category])
        categ = self.env["product.category"].create({"name": "Câbles et petit matériel"})
        for number, (name, price, new, quantity) in enumerate(house.BULK):
            vals_list.append(self._demo_product(name, f"VRA{number + 1:03d}", price, new, categ))
            counts.append(quantity)
            hung.append(pictures[categ.name])
        products = self.env["product.product"].create(vals_list)
        hang(products, hung)
        self._demo_tax(products)
        self._demo_stock(products, counts, shops, dice)
        return products

    def _demo_tax(self, products):
        """A rental is a service: its invoice says so when the country tells services apart."""
        taxes = self.env["account.tax"].search(
            [
                ("type_tax_use", "=", "sale"),
                ("tax_scope", "=", "service"),
                ("amount", "=", 20),
                ("company_id", "=", self.env.company.id),
            ]
        )
        tax = taxes.filtered(lambda tax: not tax.price_include)[:1]
        if tax:
            products.taxes_id = tax

    def _demo_product(self, name, code, price, new, categ):
        return {
            "name": name,
            "default_code": code,
            "barcode": f"LOC{code}",
            "type": "consu",
            "is_storable": True,
            "is_rental": True,
            "sale_ok": True,
            "purchase_ok": False,
            "list_price": price,
            "rental_replacement_price": new,
            "rental_tariff_id": self.env.ref("rental_booking.rental_tariff_standard").id,
            "invoice_policy": "order",
            "categ_id": categ.id,
        }

    def _demo_serial_values(self, category, accessories, new):
        return {
            "tracking": "serial",
            "rental_buffer_after": 1.0 if category == "Caméras" else 0.0,
            "rental_photo_required": category == "Caméras",
            "rental_accessory_ids": [
                Command.create({"name": name, "replacement_price": max(15, round(new * 0.02))})
                for name in accessories
            ],
        }

    def _demo_stock(self, products, counts, shops, dice):
        """Serial units and quantities of each shop, received by one inventory move a product."""
        lots, quants = [], []
        for product, count in zip(products, counts, strict=True):
            for shop, (_name, code, share) in zip(shops, SHOPS, strict=True):
                quantity = round(count * share) or int(dice.random() < 0.5)
                if product.tracking == "none":
                    quants.append((product, shop, False, quantity))
                    continue
                for number in range(quantity):
                    lots.append(
                        {
                            "product_id": product.id,
                            "name": f"{product.default_code}-{code}-{number + 1:02d}",
                            "company_id": shop.company_id.id,
                        }
                    )
                    quants.append((product, shop, len(lots) - 1, 1))
        created = self.env["stock.lot"].create(lots)
        self.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": shop.lot_stock_id.id,
                    "lot_id": created[number].id if number is not False else False,
                    "inventory_quantity": quantity,
                }
                for product, shop, number, quantity in quants
                if quantity
            ]
        ).action_apply_inventory()

    # Bookings ---------------------------------------------------------------------------------

    def _demo_moment(self, days, hour):
        """Naive UTC moment at a local hour, ``days`` from today; no Sunday: what is past stays past."""
        today = to_local(fields.Datetime.now(), TZ).date()
        day = today + timedelta(days=days)
        if day.weekday() == 6 and days:
            day += timedelta(days=1 if days > 0 else -1)
        return to_utc(datetime.combine(day, time(hour)), TZ)

    def _demo_lines(self, products, dice):
        """A believable list: a camera, its lenses, light, some cables."""
        chosen = dice.sample(list(products), dice.randint(2, 6))
        return [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": 1 if product.tracking == "serial" else dice.randint(1, 6),
                }
            )
            for product in chosen
        ]

    def _demo_booking(self, shops, products, customers, dice, start, end, shop=None):
        shop = shop or dice.choices(shops, [share for *_names, share in SHOPS])[0]
        return {
            "is_rental": True,
            "partner_id": dice.choice(customers).id,
            "warehouse_id": shop.id,
            "rental_start": start,
            "rental_end": end,
            "order_line": self._demo_lines(products, dice),
            "user_id": self.env.ref("base.user_admin").id,
        }

    def _demo_past(self, shops, products, customers, dice):
        """Closed history: written as it stands, its moves and slips are long archived."""
        vals_list = []
        for _number in range(110):
            days = -dice.randint(8, 180)
            start = self._demo_moment(days, dice.choice((9, 10, 14)))
            end = self._demo_moment(days + dice.choice((0, 1, 1, 2, 3, 6)), 18)
            booking = self._demo_booking(shops, products, customers, dice, start, end)
            vals_list.append({**booking, "date_order": start - timedelta(days=dice.randint(2, 20))})
        bookings = self.env["sale.order"].create(vals_list)
        cancelled = bookings[:12]
        trusted(cancelled).write({"rental_state": "cancelled", "state": "cancel"})
        self._demo_archive(bookings[12:], dice)
        cancelled.rental_occupation_ids.unlink()

    def _demo_archive(self, bookings, dice):
        trusted(bookings).write({"rental_state": "closed", "state": "sale"})
        occupations = bookings.rental_occupation_ids
        occupations.write({"kind": "booking"})
        for booking in bookings:
            late = dice.random() < 0.12
            rating, feedback = dice.choice(house.FEEDBACK)
            booking.write(
                {
                    "rental_departed_on": booking.rental_start,
                    "rental_returned_on": booking.rental_end
                    + timedelta(hours=dice.choice((16, 20, 40)) if late else -1),
                    "rental_late_half_days": dice.choice((1, 2)) if late else 0,
                    "rental_rating": int(rating),
                    "rental_feedback": feedback,
                }
            )
            booking.rental_occupation_ids.write(
                {"released_at": booking.rental_returned_on, "history": True, "blocking": False}
            )

    def _demo_running(self, shops, products, customers, dice):
        """Bookings that go through the real counter work, then move back to their dates."""
        plan = [
            *[("out", days) for days in (0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6)],
            *[("late", days) for days in (-1, -1, -2, -4)],
            *[("returned", days) for days in (0, 0, -1)],
            *[("incomplete", days) for days in (0, -1, -2, -3)],
            *[("after_sales", days) for days in (0, -1, -2, -3, -5)],
            *[("closed", days) for days in range(-1, -8, -1)],
        ]
        for number, (state, end_day) in enumerate(plan):
            start = self._demo_moment(min(end_day, 0) - dice.randint(1, 3), 9)
            end = self._demo_moment(end_day, 18)
            vals = self._demo_booking(shops, products, customers, dice, start, end, shops[0])
            if number % 4 == 3:
                vals["warehouse_id"] = shops[1].id
            self._demo_run(vals, state, dice)

    def _demo_run(self, vals, state, dice):
        booking = self.env["sale.order"].create({**vals, "rental_ignore_hours": True})
        self._demo_fit(booking)
        booking.action_confirm()
        left = min(booking.rental_start, fields.Datetime.now())
        departure = self.env["rental.slip"]._get_or_create(booking, "departure")
        self._demo_sign(departure, left, dice)
        if state == "late":
            booking._apply_transition("mark_late")
        if state not in ("out", "late"):
            self._demo_come_back(booking, state, dice)
        self._demo_repair(booking, dice)
        if state == "closed":
            booking._apply_transition("close")
            self._demo_pay(booking, dice)
        self._demo_date(booking)
        booking.rental_ignore_hours = False

    def _demo_fit(self, booking):
        """Ask for no more than there is."""
        for line in booking._get_rental_lines():
            if line.rental_shortage > 0:
                line.product_uom_qty = max(0, line.rental_available)
        empty = booking.order_line.filtered(lambda line: line.product_uom_qty <= 0)
        if len(empty) == len(booking.order_line):
            raise UserError(self.env._("The demo house has nothing left to rent."))
        empty.unlink()

    def _demo_come_back(self, booking, state, dice):
        slip = self.env["rental.slip"]._get_or_create(booking, "return")
        status = {"incomplete": "missing", "after_sales": "damaged"}.get(state)
        serial = slip.line_ids.filtered("lot_id") or slip.line_ids
        if status:
            damages = house.DAMAGES.get(serial[0].product_id.categ_id.name, house.ANY_DAMAGE)
            serial[0].sudo().write(  # sudo: demo data
                {"status": status, "comment": dice.choice(damages)}
            )
            if status == "damaged":
                slip.add_photo(serial[0].id, "damage.png", self._demo_picture("damage", dice))
        rating, feedback = dice.choice(house.FEEDBACK)
        back = min(booking.rental_end, fields.Datetime.now())
        self._demo_sign(slip, back, dice, rating=rating, feedback=feedback)

    def _demo_sign(self, slip, moment, dice, **values):
        for line in slip.line_ids:
            if line.status == "pending":
                self._demo_check(slip, line, dice)
        slip.sign(
            {
                "signature": self._demo_picture("signature", dice),
                "signed_by": slip.partner_id.name.split(",")[0],
                "version": slip.version,
                "moment": fields.Datetime.to_string(moment),
                "knowingly": True,
                **values,
            }
        )

    def _demo_check(self, slip, line, dice):
        values = {"status": "ok"}
        if slip.type == "departure" and line.tracking == "serial" and not line.lot_id:
            free = slip.get_free_lots(line.id)
            if not free:
                values["status"] = "missing"
            else:
                values["lot_id"] = free[0]["id"]
        line.sudo().write(values)  # sudo: demo data
        if slip.type == "departure" and line.product_id.rental_photo_required:
            slip.add_photo(line.id, f"{line.id}.png", self._demo_picture("photo", dice))

    def _demo_picture(self, kind, dice):
        """A scribble, or a grey plate with a camera on it: small, drawn here, nobody's."""
        size, ground = ((360, 140), "white") if kind == "signature" else ((640, 426), "#6b7280")
        image = Image.new("RGB", size, ground)
        pen = ImageDraw.Draw(image)
        if kind == "signature":
            points = [(20 + 20 * n, 70 + dice.randint(-45, 45)) for n in range(16)]
            pen.line(points, fill="#1f2a60", width=4, joint="curve")
        else:
            pen.rounded_rectangle((150, 130, 430, 320), 24, fill="#111827")
            pen.ellipse((250, 160, 380, 290), fill="#374151", outline="#9ca3af", width=8)
            pen.polygon([(440, 180), (520, 140), (520, 310), (440, 270)], fill="#1f2937")
        if kind == "damage":
            pen.line([(190, 150), (230, 210), (215, 225), (260, 300)], fill="#f3f4f6", width=5)
            pen.ellipse((165, 130, 290, 320), outline="#dc2626", width=9)
        stream = BytesIO()
        image.save(stream, "PNG")
        return base64.b64encode(stream.getvalue()).decode()

    def _demo_repair(self, booking, dice):
        """Tickets at different steps, with a date they are expected back."""
        steps = ("diagnose", "start", "wait")
        for ticket in booking.rental_repair_ids:
            for step in steps[: dice.randint(0, 3)]:
                ticket._apply_transition(step)
            ticket.write(
                {
                    "rental_expected_end": self._demo_moment(dice.randint(2, 12), 18),
                    "rental_charge": dice.choice((0, 0, 85, 140, 260)),
                }
            )

    def _demo_pay(self, booking, dice):
        invoice = booking.invoice_ids.filtered(lambda move: move.state == "posted")
        if invoice and dice.random() < 0.6:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({})._create_payments()

    def _demo_date(self, booking):
        """Slips, steps and real times get the dates of the booking."""
        for slip in booking.rental_slip_ids.sudo():  # sudo: demo data
            slip.signed_on = slip.happened_on
            slip.frozen = slip._prepare_proof()
        shift = min(timedelta(), booking.rental_end - fields.Datetime.now())
        for gap in booking.rental_missing_ids.sudo():  # sudo: demo data
            gap.deadline += timedelta(days=shift.days)

    def _demo_future(self, shops, products, customers, dice):
        vals_list = []
        for _number in range(75):
            days = dice.choice((0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40))
            hour = dice.choice((9, 10, 11, 14, 15))
            start = self._demo_moment(days, hour)
            end = self._demo_moment(days + dice.choice((0, 1, 1, 2, 3, 6)), 18)
            shop = shops[0] if days == 0 else None
            if end <= start:
                end = start + timedelta(hours=8)
            vals_list.append(self._demo_booking(shops, products, customers, dice, start, end, shop))
        bookings = self.env["sale.order"].create(
            [{**vals, "rental_ignore_hours": True} for vals in vals_list]
        )
        for number, booking in enumerate(bookings):
            self._demo_advance(booking, number)
        bookings.rental_ignore_hours = False

    def _demo_advance(self, booking, number):
        if number % 10 < 6:
            self._demo_fit(booking)
            booking.action_confirm()
            if number % 10 == 0:
                booking._apply_transition("prepare")
            return
        if number % 10 == 6:
            return
        booking._apply_transition("submit")
        if number % 10 != 7:
            booking.action_rental_propose()
        if number % 20 == 9 and booking.rental_state == "proposed":
            booking._apply_transition("remind")

    def _demo_blocks(self, shops, products):
        """An inspection, a sub-rental and a transfer between shops."""
        start, end = self._demo_moment(3, 9), self._demo_moment(6, 18)
        common = {"warehouse_id": shops[0].id, "date_start": start, "date_end": end}
        cable = products[-1:]
        camera = products[:1]
        partner = self.env["res.partner"].create({"name": "Confrère Location Vidéo"})
        self.env["rental.occupation"].create(
            [
                {
                    **common,
                    "kind": "supply",
                    "product_id": camera.id,
                    "quantity": 2,
                    "partner_id": partner.id,
                    "note": "Sous-location pour le tournage de Fontclaire",
                },
                {
                    **common,
                    "kind": "block",
                    "product_id": cable.id,
                    "quantity": 1,
                    "note": "Contrôle électrique annuel",
                },
            ]
        )
