from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RentalSlip(models.Model):
    """What left or came back, checked exemplar by exemplar and signed by the customer."""

    _name = "rental.slip"
    _description = "Rental Slip"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _sealed_files = frozenset({"signature"})
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"  # nobody writes slips, the desk still sends and comments them

    name = fields.Char(default="/", readonly=True, copy=False)
    type = fields.Selection(
        [("departure", "Departure slip"), ("return", "Return slip")], required=True, readonly=True
    )
    order_id = fields.Many2one(
        "sale.order", "Booking", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    warehouse_id = fields.Many2one(related="order_id.warehouse_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    state = fields.Selection(
        [("draft", "To sign"), ("signed", "Signed"), ("cancelled", "Cancelled")],
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    line_ids = fields.One2many("rental.slip.line", "slip_id", "Exemplars", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, copy=False)
    signature = fields.Image(max_width=1024, max_height=1024, readonly=True, copy=False)
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    happened_on = fields.Datetime(
        "Really on", readonly=True, copy=False, help="When the goods changed hands."
    )
    undone_on = fields.Datetime(readonly=True, copy=False)
    undone_by_id = fields.Many2one("res.users", "Undone by", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Entered by", readonly=True, copy=False)
    comment = fields.Text(readonly=True)
    rating = fields.Selection(
        [
            ("1", "Very unhappy"),
            ("2", "Unhappy"),
            ("3", "Neutral"),
            ("4", "Happy"),
            ("5", "Very happy"),
        ],
        readonly=True,
        copy=False,
    )
    feedback = fields.Text("Customer's words", readonly=True, copy=False)
    line_count = fields.Integer("Exemplar count", compute="_compute_line_count")

    _draft_once = models.UniqueIndex(
        "(order_id, type) WHERE state = 'draft'",
        "This slip is already open on another device. Open the booking again to join it.",
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        for slip in self:
            slip.line_count = len(slip.line_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if any(slip.state == "signed" for slip in self):
            raise UserError(
                self.env._("A signed slip is kept. A manager can undo it within a week.")
            )

    @api.model
    def _get_or_create(self, order, slip_type):
        """The open slip of the booking, made with its lines when there is none.

        Two tablets that press at the same instant meet on the booking's row: Odoo replays the
        second, which then joins the slip of the first.
        """
        slip = self.search(
            [("order_id", "=", order.id), ("type", "=", slip_type), ("state", "=", "draft")]
        )
        if slip:
            return slip
        order.check_access("write")
        self.env["suite.concurrency"]._take(order)
        # sudo: slips are written by their own methods only, nobody has create rights on them
        slip = self.sudo().create(
            {
                "type": slip_type,
                "order_id": order.id,
                "name": self.env["ir.sequence"]
                .sudo()  # sudo: numbers are the machine's
                .with_company(order.company_id)
                .next_by_code(f"rental.slip.{slip_type}"),
            }
        )
        prepare = slip._prepare_departure_lines
        if slip_type == "return":
            prepare = slip._prepare_return_lines
        self.env["rental.slip.line"].sudo().create(prepare())  # sudo: same
        return slip.sudo(False)

    def _prepare_departure_lines(self):
        """What leaves now; a line with its own later dates leaves later."""
        return [
            vals
            for order_line in self.order_id._rental_get_departing_lines()
            for vals in order_line._rental_prepare_departure_lines(self)
        ]

    def _prepare_return_lines(self):
        """What is still with the customer: exemplars first, then single accessories."""
        order = self.order_id
        departed = order.order_line.rental_slip_line_ids.filtered(
            lambda line: line.exemplar in ("out", "missing")
        ).sorted(lambda line: (line.order_line_id.sequence, line.order_line_id.id, line.index))
        vals_list = [line._prepare_return_line(self) for line in departed]
        return vals_list + order._rental_prepare_accessory_returns(self, departed)

    def action_open_desk(self):
        """The counter screen of the slip."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "rental_booking.rental_slip_desk_action"
        )
        return {
            **action,
            "name": f"{self.order_id.name} · {self.name}",
            "params": {"slip_id": self.id},
        }

    def action_send(self):
        """Write to the customer, the signed slip attached."""
        self.ensure_one()
        template = self.env.ref("rental_booking.mail_template_rental_slip")
        context = {
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": template.id,
            "force_email": True,
        }
        compose = "mail.action_email_compose_message_wizard"
        action = self.env["ir.actions.act_window"]._for_xml_id(compose)
        return {**action, "name": self.env._("Send"), "context": context}

    def action_cancel(self):
        """Drop a draft; nothing moved yet."""
        for slip in self:
            slip._check_counter()
            slip._check_draft()
        self._drop()
        return True

    def _drop(self):
        """Void what is not signed; a device that still shows it is told so."""
        # sudo: see _get_or_create
        self.sudo().filtered(lambda slip: slip.state == "draft").state = "cancelled"

    def _get_warnings(self):
        """Sentences about other bookings that this departure would harm."""
        if self.type != "departure" or self.state != "draft":
            return []
        # sudo: capacity is a matter of the whole shop
        return self.sudo().order_id._rental_get_early_departure_warnings(
            self.line_ids.order_line_id
        )

    def _check_draft(self):
        if self.state == "signed":
            raise UserError(
                self.env._(
                    "%(slip)s was already signed by %(name)s on %(date)s. Open the booking to go "
                    "on.",
                    slip=self.name,
                    name=self.signed_by,
                    date=self.order_id._format_rental(self.signed_on),
                )
            )
        if self.state == "cancelled":
            raise UserError(
                self.env._("%s was cancelled. Open the booking to make a new one.", self.name)
            )

    def _check_counter(self):
        """Slips are the desk's, on bookings it may change (other roles may write orders too)."""
        desk = self.env.user.has_group("rental_booking.group_rental_booking_desk")
        if not desk and not self.env.su:
            raise AccessError(self.env._("Only the rental desk enters slips."))
        self.order_id.check_access("write")
