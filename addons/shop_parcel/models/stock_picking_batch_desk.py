from odoo import models
from odoo.exceptions import UserError

from ..core import matching

CODE_LENGTH = 200


class StockPickingBatch(models.Model):
    """The packing desk: every answer is the whole batch as it stands, and one sentence."""

    _inherit = "stock.picking.batch"

    def shop_get_desk(self):
        """What the desk shows."""
        self._shop_check_desk("read")
        return self._shop_answer("", True)

    def shop_scan(self, code, operation, picking_id=False):
        """A code under the scanner: of a parcel, it opens; of an article, one more is counted.

        :param operation: the scanner's own name of this scan: sent again it counts nothing
        :param picking_id: the parcel on the packer's screen
        """
        self._shop_check_desk("write")
        code = str(code or "").strip()[:CODE_LENGTH]
        if not code or not operation:
            raise UserError(self.env._("Nothing was scanned."))
        parcels = self._shop_get_parcels()
        lines = parcels._shop_get_lines()
        operation, gone = str(operation)[:CODE_LENGTH], self._shop_get_gone()
        known = (lines | gone.move_line_ids).filtered(lambda line: line._shop_knows(operation))
        if known:
            return self._shop_say_counted(known[0])
        exact = lines.filtered(lambda line: code in (line.product_id.barcode, line.lot_id.name))
        parcel = not exact and self._shop_find_parcel(code, parcels | gone)
        if parcel:
            return self._shop_say_opened(parcel)
        product, lot, pieces = self._shop_find_article(code, lines)
        if not product:
            return self._shop_answer(self._shop_get_unknown(code), False)
        choice = matching.choose(
            [line._shop_as_line() for line in lines],
            matching.precedence(parcels._shop_as_parcels(), picking_id),
            product.id,
            lot.id or 0,
            pieces,
            product.tracking != "none",
        )
        if choice.reason:
            return self._shop_answer(self._shop_get_refusal(choice.reason, product, code), False)
        line = lines.browse(choice.line)
        line._shop_set_packed(choice.packed, operation)
        return self._shop_say_counted(line)

    def shop_count(self, line_id, expected, packed, operation=""):
        """Counted by hand. Nothing changes when somebody else counted meanwhile.

        :param operation: the packer's own name of this tap: sent again it counts nothing
        """
        self._shop_check_desk("write")
        line = self._shop_get_parcels()._shop_get_lines().filtered(lambda one: one.id == line_id)
        if not line:
            return self._shop_answer(self.env._("This parcel has changed meanwhile."), False)
        unit, operation = line.product_id.uom_id, str(operation or "")[:CODE_LENGTH]
        if line._shop_knows(operation):
            return self._shop_answer("", True, line.picking_id, line)
        if unit.compare(line.shop_packed, expected):
            text = self.env._("Somebody else counted meanwhile: look again.")
            return self._shop_answer(text, False, line.picking_id, line)
        # a line that holds too many after a change of the order may still be counted down
        most = max(line.quantity_product_uom, line.shop_packed)
        if packed < 0 or unit.compare(packed, most) > 0:
            text = self.env._("No more than %g belong into this parcel.", line.quantity_product_uom)
            return self._shop_answer(text, False, line.picking_id, line)
        line._shop_set_packed(packed, operation)
        return self._shop_answer("", True, line.picking_id, line)

    def shop_unpack(self, picking_id):
        """Begin a parcel again: nothing of it is counted."""
        self._shop_check_desk("write")
        parcel = self._shop_get_parcels().filtered(lambda one: one.id == picking_id)
        if not parcel:
            return self._shop_say_gone(picking_id)
        parcel._shop_get_lines()._shop_set_packed(0)
        return self._shop_answer(self.env._("Nothing of it is counted now."), True, parcel)

    def shop_close(self, picking_id, tracking="", partial=False):
        """The parcel is packed: its delivery is validated.

        :param partial: what lacks is sent later
        """
        self._shop_check_desk("write")
        parcel = self._shop_get_parcels().filtered(lambda one: one.id == picking_id)
        if not parcel:
            return self._shop_say_gone(picking_id)
        refusal = parcel._shop_get_open_question(partial)
        if refusal:
            return self._shop_answer(refusal, False, parcel)
        label = parcel._shop_get_label()
        if parcel.shop_batch_id != self:
            parcel.shop_batch_id = (
                self  # a batch of before, or a wave: it is told where it was packed
            )
        action = parcel._shop_send(str(tracking or "").strip()[:CODE_LENGTH])
        if parcel.state != "done":
            return self._shop_answer("", True, parcel) | {"action": action}
        text = self.env._("%s is packed and sent.", label)
        return self._shop_answer(text, True, parcel) | {
            "action": action if isinstance(action, dict) else False
        }

    # what the desk works on

    def _shop_check_desk(self, operation):
        self.ensure_one()
        self.check_access(operation)
        self.env["stock.move.line"].check_access(operation)

    def _shop_get_parcels(self):
        """Those that can still be packed, oldest first."""
        return self.picking_ids.filtered(lambda one: one.state not in ("done", "cancel")).sorted(
            lambda one: (one.batch_sequence, one.scheduled_date, one.id)
        )

    def _shop_get_gone(self):
        """Those that were sent or cancelled; they leave the batch when that happens."""
        left = self.env["stock.picking"].search(
            [("shop_batch_id", "=", self.id), ("state", "in", ("done", "cancel"))],
            order="batch_sequence, id",
        )
        return left | self.picking_ids.filtered(lambda one: one.state in ("done", "cancel"))

    def _shop_find_parcel(self, code, parcels):
        wanted = code.casefold()
        for parcel in parcels:
            names = (parcel.name, parcel.shop_reference, parcel.origin)
            if wanted in {(name or "").casefold() for name in names}:
                return parcel
        return parcels.browse()

    def _shop_find_article(self, code, lines):
        """:return: (product, lot, pieces of the product's own unit)"""
        lot = lines.lot_id.filtered(lambda one: one.name == code)[:1]
        if lot:
            return lot.product_id, lot, 1
        wanted = code.casefold()
        for product in lines.product_id:
            if code == product.barcode or wanted == (product.default_code or "").casefold():
                return product, lot, 1
        packaging = self.env["product.uom"].search(
            [("barcode", "=", code), ("product_id", "in", lines.product_id.ids)], limit=1
        )
        product = packaging.product_id
        pieces = packaging.uom_id._compute_quantity(1, product.uom_id) if packaging else 0
        return product, lot, pieces

    # what the desk answers

    def _shop_get_unknown(self, code):
        product = self.env["product.product"].search(
            ["|", ("barcode", "=", code), ("default_code", "=", code)], limit=1
        )
        if not product:
            return self.env._("“%s” is no article or parcel of this batch.", code)
        cancelled = self._shop_get_gone().filtered(
            lambda one: one.state == "cancel" and product in one.move_ids.product_id
        )
        if cancelled:
            return self.env._(
                "%(article)s was for %(parcel)s, which was cancelled meanwhile: put it back.",
                article=product.display_name,
                parcel=cancelled[0]._shop_get_label(),
            )
        return self.env._("No parcel of this batch wants %s.", product.display_name)

    def _shop_get_refusal(self, reason, product, code):
        name = product.display_name
        if reason == "which_lot":
            return self.env._("%s is told apart by number: scan the lot or serial number.", name)
        if reason == "other_lot":
            return self.env._("%(lot)s of %(article)s is for no parcel.", lot=code, article=name)
        if reason == "too_many":
            return self.env._("No parcel lacks so many of %s: scan piece by piece.", name)
        return self.env._("One too many: all parcels have their %s.", name)

    def _shop_say_counted(self, line):
        text = self.env._(
            "%(article)s: %(packed)g of %(wanted)g for %(parcel)s",
            article=line.product_id.display_name,
            packed=line.shop_packed,
            wanted=line.quantity_product_uom,
            parcel=line.picking_id._shop_get_label(),
        )
        return self._shop_answer(text, True, line.picking_id, line)

    def _shop_say_opened(self, parcel):
        if parcel.state in ("done", "cancel"):
            return self._shop_say_gone(parcel.id)
        return self._shop_answer(parcel._shop_get_label(), True, parcel)

    def _shop_say_gone(self, picking_id):
        """A parcel that is packed, cancelled, or none of this batch; asked twice it is told twice."""
        parcel = self._shop_get_gone().filtered(lambda one: one.id == picking_id)
        if parcel.state == "done":
            text = self.env._("%s is packed and sent.", parcel._shop_get_label())
            return self._shop_answer(text, True, parcel)
        if parcel:
            text = self.env._("%s was cancelled meanwhile.", parcel._shop_get_label())
        else:
            text = self.env._("This parcel is not in this batch any more.")
        return self._shop_answer(text, False, parcel)

    def _shop_answer(self, text, good, parcel=None, line=None):
        gone = self._shop_get_gone()
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "warehouse": self.picking_type_id.warehouse_id.name or "",
            "user": self.user_id.name or "",
            "parcels": [one._shop_prepare_parcel() for one in self._shop_get_parcels()],
            "gone": [one._shop_prepare_parcel() for one in gone],
            "said": {
                "text": text,
                "good": good,
                "picking_id": parcel.id if parcel else False,
                "line_id": line.id if line else False,
            },
        }
