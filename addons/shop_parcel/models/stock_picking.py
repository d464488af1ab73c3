from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..core.batching import Ready, plan
from ..core.matching import Parcel

USUAL = 20
"""Parcels of a batch where the operation type says nothing."""


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shop_reference = fields.Char(related="sale_id.shop_reference")
    shop_batch_id = fields.Many2one(
        "stock.picking.batch",
        string="Packed in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last batch it stood in: a parcel leaves it as soon as it is sent.",
    )
    shop_single = fields.Boolean(
        string="One article only", compute="_compute_shop_single", search="_search_shop_single"
    )

    @api.depends("move_ids.product_id", "move_ids.state")
    def _compute_shop_single(self):
        for picking in self:
            picking.shop_single = len(picking._shop_get_products()) == 1

    def _shop_get_products(self):
        """What it is of; a cancelled line is no part of it."""
        return self.move_ids.filtered(lambda move: move.state != "cancel").product_id

    def _search_shop_single(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = self.env["stock.move"]._read_group(
            [
                ("picking_id.picking_type_code", "=", "outgoing"),
                ("picking_id.state", "=", "assigned"),
                ("state", "!=", "cancel"),
            ],
            ["picking_id"],
            having=[("product_id:count_distinct", "=", 1)],
        )
        return [("id", "in", [picking.id for (picking,) in groups])]

    def write(self, vals):
        if vals.get("batch_id"):
            vals = {**vals, "shop_batch_id": vals["batch_id"]}
        if "batch_id" in vals:
            self.filtered(lambda one: one.batch_id.id != vals["batch_id"])._shop_forget_counts()
        return super().write(vals)

    def _shop_forget_counts(self):
        """Out of its batch, what was counted lies on its shelf again, or is counted anew."""
        lines = self._shop_get_lines().filtered("shop_packed")
        lines.sudo().shop_packed = 0  # sudo: only the packing desk writes its counts.

    def button_validate(self):
        """Whoever sends it elsewhere than at the desk does not send other pieces than were counted."""
        for picking in self.filtered("shop_channel_id"):
            lines = picking._shop_get_lines()
            sent = lines.filtered("picked") or lines
            if any(lines.mapped("shop_packed")) and any(line._shop_compare() for line in sent):
                raise UserError(
                    self.env._(
                        "%s is half packed: finish it on the packing desk, or begin it again there.",
                        picking._shop_get_label(),
                    )
                )
        return super().button_validate()

    def _get_possible_batches_domain(self):
        """Other deliveries do not join a packer's batch by themselves."""
        ours = Domain("picking_ids.shop_channel_id", "!=", False)
        return Domain(super()._get_possible_batches_domain()) & ~ours

    def _is_auto_batchable(self, picking=None):
        """Odoo's automatic batches (of new warehouses: by customer) leave parcels alone: people
        make theirs."""
        if self.shop_channel_id or (picking and picking.shop_channel_id):
            return False
        return super()._is_auto_batchable(picking)

    def action_shop_make_batches(self):
        """Batches of these parcels, confirmed, for the person who asks.

        :raises UserError: one is not ready, or stands in a batch already
        """
        self.check_access("write")
        self._shop_check_ready()
        types = self.picking_type_id
        keys = plan(
            [picking._shop_as_ready() for picking in self],
            {kind.id: kind.batch_max_pickings for kind in types},
            USUAL,
        )
        batches = self.env["stock.picking.batch"].create(
            [self.browse(group)._shop_prepare_batch() for group in keys]
        )
        for batch, group in zip(batches, keys, strict=True):
            for number, picking in enumerate(self.browse(group), 1):
                picking.batch_sequence = number
            batch.action_confirm()
        return batches._shop_open()

    def _shop_check_ready(self):
        if not self:
            raise UserError(self.env._("Choose the parcels first."))
        busy = self.filtered("batch_id")
        if busy:
            raise UserError(
                self.env._(
                    "In a batch already, perhaps somebody else's: %s. Leave them out.",
                    ", ".join(
                        f"{one.shop_reference or one.name} ({one.batch_id.name})" for one in busy
                    ),
                )
            )
        other = self.filtered(lambda picking: not picking._shop_is_ready())
        if other:
            raise UserError(
                self.env._(
                    "Only deliveries of online orders whose goods are there are packed: not %s.",
                    ", ".join(other.mapped("name")),
                )
            )

    def _shop_is_ready(self):
        return (
            self.state == "assigned"
            and self.picking_type_code == "outgoing"
            and bool(self.shop_channel_id)
        )

    def _shop_as_ready(self):
        article = self._shop_get_products().id if self.shop_single else 0
        return Ready(self.id, self.picking_type_id.id, article, str(self.scheduled_date))

    def _shop_prepare_batch(self):
        return {
            "user_id": self.env.uid,
            "company_id": self.company_id.id,
            "picking_type_id": self.picking_type_id.id,
            "picking_ids": [Command.link(picking.id) for picking in self],
        }

    def _shop_get_lines(self):
        """What goes into the parcel, in the order of the shelves."""
        lines = self.move_line_ids
        found = lines.filtered(
            lambda line: line.state not in ("done", "cancel") and line.quantity_product_uom > 0
        ).sorted(lambda line: (line.location_id.complete_name or "", line.id))
        # what is read of one is read of all the batch at once
        return found.with_prefetch(lines._prefetch_ids)

    def _shop_get_short(self):
        """[(article, pieces)] that were ordered and do not lie here."""
        short = []
        for move in self.move_ids:
            if move.state in ("done", "cancel"):
                continue
            unit = move.product_id.uom_id
            there = sum(move.move_line_ids.mapped("quantity_product_uom"))
            if unit.compare(there, move.product_qty) < 0:
                short.append((move.product_id.display_name, move.product_qty - there))
        return short

    def _shop_get_label(self):
        """How a packer calls it."""
        return self.shop_reference or self.name

    def _shop_get_sender(self):
        """Whose address stands on the label: the warehouse's, else the company's."""
        return self.picking_type_id.warehouse_id.partner_id or self.company_id.partner_id

    def _shop_as_parcels(self):
        return [
            Parcel(picking.id, number, any(picking.move_line_ids.mapped("shop_packed")))
            for number, picking in enumerate(self)
        ]

    def _shop_get_open_question(self, partial):
        """Why the parcel cannot be closed, in one sentence."""
        lines = self._shop_get_lines()
        over = lines.filtered(lambda line: line._shop_compare() > 0)
        if over:
            return self.env._(
                "The order was changed: take %s out again.", over[0].product_id.display_name
            )
        if not any(lines.mapped("shop_packed")):
            return self.env._("Nothing of it is counted yet.")
        lacking = lines.filtered(lambda line: line._shop_compare() < 0).product_id
        names = [*lacking.mapped("display_name"), *(name for name, _n in self._shop_get_short())]
        if names and not partial:
            return self.env._(
                "%s lacks: count it, or send the parcel in part.", ", ".join(dict.fromkeys(names))
            )
        return ""

    def _shop_send(self, tracking):
        """Validate what was counted; what lacks becomes a delivery of its own.

        :return: what Odoo wants to show then, or asks first
        """
        if tracking and tracking != self.carrier_tracking_ref:
            self.carrier_tracking_ref = tracking
        self._shop_get_lines()._shop_take_packed()
        return self.with_context(skip_backorder=True).button_validate()

    def _shop_prepare_parcel(self):
        """All that the packing desk shows of it."""
        self.ensure_one()
        open_lines = self._shop_get_lines()
        return {
            "id": self.id,
            "name": self.name,
            "label": self._shop_get_label(),
            "shop": self.shop_channel_id.name or "",
            "state": self.state if self.state in ("done", "cancel") else "open",
            "partner": self.partner_id.display_name or "",
            "address": self.partner_id._display_address(without_company=True).strip()
            if self.partner_id
            else "",
            "carrier": self.carrier_id.name or "",
            "tracking": self.carrier_tracking_ref or "",
            "note": self.shop_note or "",
            "internal_note": self.shop_internal_note or "",
            "lines": [line._shop_prepare_line() for line in open_lines],
            "short": [
                {"product": product, "pieces": pieces} for product, pieces in self._shop_get_short()
            ],
        }
