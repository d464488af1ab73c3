from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.groups import READERS
from ..core.token import is_trusted, trusted
from ..core.workflow import TICKET_STATES, TICKET_TRANSITIONS
from .rental_availability import told_at_end
from .rental_occupation import FAR_FUTURE

_MACHINE_FIELDS = {
    "is_rental_ticket",
    "rental_order_id",
    "rental_slip_line_id",
    "rental_warehouse_id",
}


class RepairOrder(models.Model):
    """A repair order of a rental unit is an after-sales ticket."""

    _name = "repair.order"
    _inherit = ["repair.order", "rental.workflow.mixin"]

    is_rental_ticket = fields.Boolean("After-sales ticket", index=True, readonly=True)
    rental_ticket_state = fields.Selection(
        list(TICKET_STATES.items()),
        "Ticket state",
        default="new",
        copy=False,
        readonly=True,
        index=True,
        group_expand=True,
    )
    rental_order_id = fields.Many2one(
        "sale.order", "Booking", index="btree_not_null", readonly=True, check_company=True
    )
    rental_slip_line_id = fields.Many2one("rental.slip.line", "Found at return", readonly=True)
    rental_warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True, index=True)
    rental_resolution = fields.Selection(
        [
            ("repaired", "Repaired"),
            ("replaced_new", "Replaced by new"),
            ("written_off", "Written off"),
            ("no_fault", "No fault found"),
        ],
        "Resolution",
        copy=False,
        tracking=True,
        help="What happens to the unit; chosen once it is diagnosed.",
    )
    rental_diagnosis = fields.Text("Diagnosis")
    rental_expected_end = fields.Datetime(
        "Back on the shelf", help="Expected; the unit can be promised from then on."
    )
    rental_charge = fields.Monetary(
        "Charged to the customer", currency_field="rental_currency_id", copy=False
    )
    rental_currency_id = fields.Many2one(related="company_id.currency_id")
    rental_new_serial = fields.Char(
        "New serial number", copy=False, help="Of the unit that replaces this one."
    )
    rental_occupation_ids = fields.One2many("rental.occupation", "repair_id", groups=READERS)
    rental_history_ids = fields.One2many(
        "rental.history", "repair_id", "Transitions", groups=READERS
    )
    rental_workflow_graph = fields.Json(compute="_compute_rental_workflow_graph")

    @api.depends("rental_ticket_state")
    def _compute_rental_workflow_graph(self):
        for ticket in self:
            ticket.rental_workflow_graph = ticket._get_workflow_graph()

    def _get_rental_workflow(self):
        return "rental_ticket_state", TICKET_STATES, TICKET_TRANSITIONS, "repair_id"

    @api.model
    def default_get(self, fields):
        guarded = {"rental_ticket_state", *_MACHINE_FIELDS}
        return own_defaults(self, guarded, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("rental_ticket_state", "new") != "new" for vals in vals_list):
            self._rental_check_ticket_state()
        if any(vals.get(name) for vals in vals_list for name in _MACHINE_FIELDS):
            self._rental_check_ticket_origin()
        return super().create(vals_list)

    def write(self, vals):
        if "rental_ticket_state" in vals:
            self._rental_check_ticket_state()
        written = _MACHINE_FIELDS & set(vals)
        if written and (self.filtered("is_rental_ticket") or any(map(vals.get, written))):
            self._rental_check_ticket_origin()
        result = super().write(vals)
        if "rental_expected_end" in vals:
            self._rental_move_expected_end()
        return result

    @api.model
    def _rental_check_ticket_state(self):
        if not is_trusted(self):
            raise UserError(self.env._("The state of a ticket changes with its buttons only."))

    @api.model
    def _rental_check_ticket_origin(self):
        if not self.env.su and not is_trusted(self):
            raise UserError(
                self.env._(
                    "The booking and the shop of a ticket are those where the unit was found "
                    "damaged. Reject the ticket if it is wrong."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _rental_unlink_except_open_ticket(self):
        for ticket in self:
            if ticket.is_rental_ticket and ticket.rental_ticket_state != "closed":
                raise UserError(
                    self.env._(
                        "%s is open: its unit would stay in after-sales. Close or reject it.",
                        ticket.name,
                    )
                )

    def action_repair_cancel(self):
        open_tickets = self.filtered(
            lambda ticket: ticket.is_rental_ticket and ticket.rental_ticket_state != "closed"
        )
        if open_tickets and not is_trusted(self):
            raise UserError(
                self.env._("%s: use “Reject” to give the unit back.", open_tickets[0].name)
            )
        return super().action_repair_cancel()

    # Opening ----------------------------------------------------------------------------------

    @api.model
    def _open_rental_ticket(
        self, product, lot, shop, order=None, slip_line=None, note="", quantity=1.0
    ):
        """Ticket on a unit that stands in the after-sales location of its shop.

        The unit leaves availability from this minute; bookings that are short now are told.
        """
        ticket = trusted(self.sudo()).create(  # sudo: the desk opens tickets, it does not repair
            {
                "is_rental_ticket": True,
                "product_id": product.id,
                "lot_id": lot.id,
                "product_qty": quantity,
                "partner_id": order.partner_id.id if order else False,
                "company_id": shop.company_id.id,
                "picking_type_id": shop.repair_type_id.id,
                "location_id": shop.lot_stock_id.id,
                "product_location_src_id": shop.rental_after_sales_location_id.id,
                "product_location_dest_id": shop.lot_stock_id.id,
                "rental_order_id": order.id if order else False,
                "rental_slip_line_id": slip_line.id if slip_line else False,
                "rental_warehouse_id": shop.id,
                "rental_diagnosis": note,
                "user_id": False,
            }
        )
        ticket._rental_occupy_after_sales()
        return ticket

    def _rental_occupy_after_sales(self):
        now = fields.Datetime.now()
        trusted(self.env["rental.occupation"].sudo()).create(  # sudo: written by the machine
            {
                "kind": "sav",
                "product_id": self.product_id.id,
                "warehouse_id": self.rental_warehouse_id.id,
                "lot_id": self.lot_id.id,
                "quantity": self.product_qty,
                "date_start": now,
                "date_end": max(self.rental_expected_end or FAR_FUTURE, now),
                "away": True,
                "repair_id": self.id,
            }
        )

    def _rental_move_expected_end(self):
        """The expected end moves what can be promised; what is promised already is told."""
        for ticket in self:
            # sudo: occupations are written by the machine
            rows = trusted(ticket.sudo()).rental_occupation_ids.filtered("away")
            for row in rows:
                end = ticket.rental_expected_end or FAR_FUTURE
                row.date_end = max(end, fields.Datetime.add(row.date_start, minutes=1))

    def _rental_withdraw(self):
        """The slip that opened the tickets is undone: the units stand on the shelf again."""
        for ticket in trusted(self):
            ticket._apply_transition("reject", reason=self.env._("slip undone"))

    # Buttons ----------------------------------------------------------------------------------

    def action_rental_diagnose(self):
        return self._apply_transition("diagnose")

    def action_rental_start(self):
        return self._apply_transition("start")

    def action_rental_wait(self):
        return self._apply_transition("wait")

    def action_rental_resume(self):
        return self._apply_transition("resume")

    def action_rental_repaired(self):
        return self._apply_transition("repaired")

    def action_rental_decide(self):
        return self._apply_transition("decide")

    def action_rental_close(self):
        return self._apply_transition("close")

    def action_rental_reject(self):
        return self._apply_transition("reject")

    # Guards and effects -----------------------------------------------------------------------

    def _rental_guard_decide(self):
        if not self.rental_resolution:
            raise UserError(self.env._("%s: choose the resolution first, then decide.", self.name))
        if self._rental_needs_new_serial():
            raise UserError(
                self.env._(
                    "%s: enter the serial number of the new unit before deciding.", self.name
                )
            )

    def _rental_needs_new_serial(self):
        return (
            self.rental_resolution == "replaced_new"
            and self.product_id.tracking == "serial"
            and not self.rental_new_serial
        )

    def _rental_effect_diagnose(self):
        if self.state == "draft":
            self._action_repair_confirm()
        self.user_id = self.user_id or self.env.user

    def _rental_effect_start(self):
        self.action_repair_start()

    def _rental_effect_repaired(self):
        self.rental_resolution = "repaired"

    def _rental_effect_reject(self):
        self.rental_resolution = "no_fault"
        self._rental_finish_ticket()

    def _rental_effect_close(self):
        self._rental_finish_ticket()

    @told_at_end
    def _rental_finish_ticket(self):
        """Unit back on the shelf or out of the fleet, charge on the booking, obligation settled."""
        ticket = self.sudo()  # sudo: transition rights are checked; stock and booking follow
        ticket.rental_occupation_ids.filtered("away")._release()
        if ticket.rental_resolution in ("replaced_new", "written_off"):
            ticket._rental_leave_fleet()
        else:
            ticket._rental_back_on_shelf()
        ticket._rental_charge_customer()
        ticket.rental_order_id._rental_settle_obligations()

    def _rental_back_on_shelf(self):
        """The core's own end of repair moves the unit from after-sales to the shelf."""
        if self.state == "draft":
            self._action_repair_confirm()
        self.action_repair_done()

    def _rental_leave_fleet(self):
        shop = self.rental_warehouse_id
        loss = self.product_id.with_company(self.company_id).property_stock_inventory
        source = shop.rental_after_sales_location_id
        self.env["stock.move"]._move_rental_units(
            self.product_id, self.lot_id, self.product_qty, source, loss, self.name
        )
        if self.rental_resolution == "replaced_new":
            self._rental_receive_replacement()
        self.move_ids.filtered(lambda move: move.state != "done")._action_cancel()
        trusted(self).write({"state": "done"})

    def _rental_receive_replacement(self):
        lot = self.env["stock.lot"]
        if self.product_id.tracking == "serial":
            lot = lot.create(
                {
                    "name": self.rental_new_serial,
                    "product_id": self.product_id.id,
                    "company_id": self.company_id.id,
                }
            )
        shop = self.rental_warehouse_id
        loss = self.product_id.with_company(self.company_id).property_stock_inventory
        self.env["stock.move"]._move_rental_units(
            self.product_id, lot, self.product_qty, loss, shop.lot_stock_id, self.name
        )

    def _rental_charge_customer(self):
        """Seed: repairs can be invoiced, on the booking's own invoice."""
        if self.rental_charge <= 0:
            return
        if not self.rental_order_id:
            self._rental_invoice_alone()
            return
        self.rental_order_id._add_rental_charge(
            "repair",
            self._rental_describe_charge(self.rental_order_id._rental_outside().env.lang),
            self.rental_charge,
            taxes_of=self.rental_slip_line_id.order_line_id,
        )

    def _rental_describe_charge(self, lang):
        """The charge in the customer's words."""
        ticket = self.with_context(lang=lang)
        resolutions = dict(ticket._fields["rental_resolution"]._description_selection(ticket.env))
        product = ticket.product_id.display_name
        return ticket.env._(
            "After-sales %(ticket)s: %(product)s (%(resolution)s)",
            ticket=ticket.name,
            product=" ".join(filter(None, (product, ticket.lot_id.name))),
            resolution=resolutions.get(ticket.rental_resolution, ""),
        )

    def _rental_invoice_alone(self):
        """A unit from the shelf has no booking: its charge is a draft invoice of its own."""
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "%s: who pays the charge? Enter the customer, or set the charge to zero.",
                    self.name,
                )
            )
        ticket = self.with_company(self.company_id)
        lang = self.partner_id.lang or self.company_id._get_rental_lang()
        product = self.env.ref("rental_booking.product_product_repair")
        move = ticket.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner_id.id,
                "invoice_origin": self.name,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "name": self._rental_describe_charge(lang),
                            "quantity": 1.0,
                            "price_unit": self.rental_charge,
                        }
                    )
                ],
            }
        )
        self.message_post(
            body=self.env._("Draft invoice made for the charge: %s", move.display_name)
        )
