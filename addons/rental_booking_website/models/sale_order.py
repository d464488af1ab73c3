from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.suite_base.core.defaults import own_defaults

MAX_UNITS = 99
_VISITOR_FIELDS = {"rental_website_id", "rental_consent_on", "rental_consent_ip"}


class SaleOrder(models.Model):
    """The basket of a visitor: a draft booking whose goods are kept for a while.

    It is no cart of the shop (``website_id`` stays empty), so that no path of the shop sells it,
    reopens it or writes to its owner as to somebody who forgot his cart.
    """

    _inherit = "sale.order"

    rental_website_id = fields.Many2one(
        "website", "From the web shop", readonly=True, copy=False, index="btree_not_null"
    )
    rental_consent_on = fields.Datetime(
        "Early start asked for on",
        readonly=True,
        copy=False,
        help="A consumer asked that the rental begins before his time to withdraw is over.",
    )
    rental_consent_ip = fields.Char("Asked from", readonly=True, copy=False)

    @api.model
    def default_get(self, fields):
        return own_defaults(self, _VISITOR_FIELDS, super().default_get(fields))

    def _check_rental_vals(self, vals):
        """What a consumer asked for is a proof: nobody of the house writes it."""
        super()._check_rental_vals(vals)
        if _VISITOR_FIELDS & set(vals) and not self.env.su:
            raise AccessError(
                self.env._(
                    "What a visitor of the web shop asked for is written by the web shop only. "
                    "Leave it out."
                )
            )

    def _rental_web_put(self, product, quantity):
        """So many units of the product in the basket, kept from now on.

        :return: units that are in it; fewer than asked for when fewer are free
        """
        self.ensure_one()
        line = self._rental_get_asked_lines().filtered(lambda line: line.product_id == product)[:1]
        free = self._rental_web_free(product, line)
        quantity = int(min(quantity, MAX_UNITS, max(0.0, free)))
        if line and (line._rental_is_kit() or not quantity):
            line.unlink()  # a kit chooses its articles anew
            line = line.browse()
        if line:
            line.product_uom_qty = quantity
        elif quantity:
            values = {
                "order_id": self.id,
                "product_id": product.id,
                "product_uom_qty": quantity,
            }
            self.env["sale.order.line"].create(values)
        self._rental_web_hold()
        return quantity

    def _rental_web_free(self, product, line):
        """Units (or whole kits) of the product that the rest of the basket leaves."""
        service = self.env["website.rental"]
        articles = service._get_articles(product)
        free = service._get_free(articles, self._rental_web_visit(), self)
        for other in self._get_rental_lines() - line - line._rental_get_kit_parts():
            if other.product_id.id in free:
                free[other.product_id.id] -= other.product_uom_qty
        return service._count_free(product, free)

    def _rental_web_visit(self):
        return {"shop": self.warehouse_id, "start": self.rental_start, "end": self.rental_end}

    def _rental_web_hold(self):
        """Nobody else gets these goods until then; the time tells, no job is needed."""
        minutes = self.company_id.rental_web_hold_minutes
        until = fields.Datetime.now() + timedelta(minutes=minutes)
        self.rental_hold_until = until if minutes else False
        self.order_line._sync_rental_occupation()

    def _rental_web_move(self, visit):
        """Another period or shop for the whole basket.

        :return: names of what is not free then; it leaves the basket
        """
        gone = self._rental_web_find_short(visit)
        names = gone.filtered(lambda line: not line._rental_is_kit()).mapped("product_id.name")
        kits = [(line.product_id, line.product_uom_qty) for line in gone if line._rental_is_kit()]
        gone.unlink()
        self.rental_hold_until = False
        self.order_line._sync_rental_occupation()
        self.write(
            {
                "warehouse_id": visit["shop"].id,
                "rental_start": visit["start"],
                "rental_end": visit["end"],
            }
        )
        self._rental_web_hold()
        for kit, number in kits:  # other articles of it may be free then
            if self._rental_web_put(kit, number) < number:
                names.append(kit.name)
        return names

    def _rental_web_is_held(self):
        return bool(self.rental_hold_until and self.rental_hold_until > fields.Datetime.now())

    def _rental_web_short(self):
        """Names of what went to somebody else since it was put into the basket."""
        return self._rental_web_find_short(self._rental_web_visit()).mapped("product_id.name")

    def _rental_web_find_short(self, visit):
        """Lines (a kit as one) that are not free for the visit, one after the other."""
        lines = self._get_rental_lines()
        free = self.env["website.rental"]._get_free(lines.product_id, visit, self)
        short = lines.browse()
        for line in lines:
            free[line.product_id.id] -= line.product_uom_qty
            if free[line.product_id.id] < 0:
                short |= line.linked_line_id if line.rental_kit_units else line
        return short

    def _rental_web_send(self, partner, consent_ip="", pay_online=False):
        """The basket becomes a request, a proposal or a booking, as the company chose.

        Capacity is taken here, before anybody is asked for money.
        """
        self.ensure_one()
        self.partner_id = partner
        if consent_ip:
            self.write(
                {"rental_consent_on": fields.Datetime.now(), "rental_consent_ip": consent_ip}
            )
        self.require_payment = pay_online
        answer = self.company_id.rental_web_answer or "request"
        binds = partner._rental_may_confirm(self)
        if answer == "confirm" and binds and not pay_online and self._rental_web_confirm():
            return
        self._apply_transition("submit")
        if answer != "request":
            self.action_rental_propose()
        if self.rental_state == "proposed" and not binds:
            self._rental_ask_colleague()
        elif self.rental_state == "proposed" and pay_online:
            self._rental_web_keep()

    def _rental_web_keep(self):
        """Goods of who is about to pay; what went is told on the page where he pays."""
        try:
            self._rental_hold_for_payment()
        except UserError:
            self.invalidate_recordset()

    def _rental_web_confirm(self):
        """Whether all was still free and is promised now."""
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
        except UserError:
            self.invalidate_recordset()
            return False
        return True
