from odoo import api, fields, models
from odoo.fields import Domain

from ..core.workflow import BOOKING_STATES, FIRM_STATES, OUT_STATES
from .rental_workflow_drawing import TONES

MAX_ROWS = 40
TILES = {
    "departure_today": ("blue", "fa-sign-out"),
    "return_today": ("blue", "fa-sign-in"),
    "late": ("red", "fa-clock-o"),
    "at_risk": ("red", "fa-exclamation-triangle"),
    "missing": ("red", "fa-question-circle"),
    "to_process": ("orange", "fa-inbox"),
    "after_sales": ("orange", "fa-wrench"),
}
LISTS = ("departure_today", "return_today", "late", "at_risk", "to_process")


class SaleOrder(models.Model):
    """The start page of the counter: what leaves, what comes back, what needs someone."""

    _inherit = "sale.order"

    rental_state = fields.Selection(group_expand="_expand_rental_states")

    @api.model
    def _expand_rental_states(self, states, domain):
        """Kanban columns in the order of the workflow, only those with bookings."""
        return [state for state in BOOKING_STATES if state in states]

    @api.model
    @api.readonly
    def get_rental_desk(self, warehouse_id=False):
        """Everything the start page shows, in one call and under the user's own rights.

        :param warehouse_id: one shop, or False for all shops of the user
        :return: {"shops": [{"id", "name"}], "tiles": [{"key", "label", "count", "domain", "tone",
            "icon"}], "lists": [{"key", "label", "total", "bookings": [row]}]}; the domain is what
            was counted, for the list that a tile opens
        """
        domains = self._rental_get_desk_screen_domains(warehouse_id)
        labels = dict(self._fields["rental_desk_group"]._description_selection(self.env))
        counts = {key: self.search_count(domain) for key, domain in domains.items()}
        return {
            "shops": self.env["stock.warehouse"]._rental_get_user_shops().read(["name"]),
            "tiles": [
                {
                    "key": key,
                    "label": labels[key],
                    "count": counts[key],
                    "domain": list(domains[key]),
                    "tone": tone,
                    "icon": icon,
                }
                for key, (tone, icon) in TILES.items()
            ],
            "lists": [
                {
                    "key": key,
                    "label": labels[key],
                    "total": counts[key],
                    "bookings": self._rental_get_desk_bookings(key, domains[key]),
                }
                for key in LISTS
            ],
        }

    @api.model
    def _rental_get_desk_screen_domains(self, warehouse_id):
        shops = self.env["stock.warehouse"]._rental_get_user_shops()
        if warehouse_id:
            shops = shops.filtered(lambda shop: shop.id == int(warehouse_id))
        scope = Domain("is_rental", "=", True) & Domain("warehouse_id", "in", shops.ids)
        domains = self._rental_get_desk_domains()
        return {key: scope & Domain(domains[key]) for key in TILES}

    @api.model
    def _rental_get_desk_bookings(self, key, domain):
        order = "rental_start, id" if key in ("departure_today", "to_process") else "rental_due, id"
        bookings = self.search(domain, order=order, limit=MAX_ROWS)
        return [booking._rental_get_desk_row() for booking in bookings]

    def _rental_get_desk_row(self):
        lines = self._get_rental_lines()
        return {
            "id": self.id,
            "name": self.name,
            "partner": self.partner_id.name or "",
            "phone": self.partner_id.phone or "",
            "shop": self.warehouse_id.name,
            "start": fields.Datetime.to_string(self.rental_start),
            "end": fields.Datetime.to_string(self.rental_end),
            "state": self.rental_state,
            "state_label": self._get_state_label(self.rental_state),
            "tone": TONES["sale.order"].get(self.rental_state, "blue"),
            "short": self.rental_has_shortage,
            "goods": [f"{line.product_uom_qty:g} × {line.product_id.name}" for line in lines],
            "next": self._rental_get_desk_next(),
        }

    def _rental_get_desk_next(self):
        """Name of the counter action that is possible now, or False."""
        if self.rental_state in FIRM_STATES:
            return "action_rental_depart"
        if self.rental_state in OUT_STATES:
            return "action_rental_return"
        return False
