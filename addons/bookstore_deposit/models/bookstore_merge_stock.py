from datetime import date

from odoo import models
from odoo.fields import Command

from .bookstore_merge_difference import CODES


class BookstoreMerge(models.Model):
    """Copies and words: what goes over to the kept record, and back."""

    _inherit = "bookstore.merge"

    def _free_reservations(self, moves):
        """Copies that change records are reserved anew afterwards: the movements to do so."""
        moves = moves.filtered("move_line_ids")
        moves._do_unreserve()
        return moves

    def _free_followed(self):
        """The same for the open movements that go back to their former record."""
        ids = [
            move_id
            for note in self.followed or []
            if note["kind"] == "line" and note["model"] == "stock.move"
            for move_id in note["ids"]
        ]
        moves = self.env["stock.move"].browse(ids).exists()
        for move in moves:
            if move.state in ("done", "cancel") or any(move.move_line_ids.mapped("picked")):
                self._refuse_separating(move)
        return self._free_reservations(moves)

    def _carry_back(self):
        """Each movement of the merge the other way round, the last one first."""
        entries = self.move_ids.filtered("bookstore_merged_from_id")
        moves = self.env["stock.move"]
        exits = moves.create(
            [entry._bookstore_prepare_way_back_vals(self.name) for entry in entries]
        )
        exits._action_done()
        back = moves.create(
            [
                entry.bookstore_merged_from_id._bookstore_prepare_way_back_vals(self.name)
                | {"bookstore_merged_from_id": left.id}
                for entry, left in zip(entries, exits, strict=True)
            ]
        )
        back._action_done()
        return exits | back

    def _take_out_of_archive(self):
        """Those that were in use before."""
        ids = [
            note["id"]
            for note in self.followed or []
            if note["kind"] == "value" and note["before"].get("active")
        ]
        self.env["product.template"].browse(ids).action_unarchive()

    # -- the records themselves ------------------------------------------------------

    def _put_away(self, other):
        """The other record is archived and leads to the kept one, its ISBN too."""
        kept = self.kept_id
        done = [self._note_values(other, ["bookstore_merged_into_id"])]
        other.bookstore_merged_into_id = kept
        done += [self._note_values(other.product_tmpl_id, ["active"])]
        other.product_tmpl_id.action_archive()
        if other.barcode and not kept.barcode:
            done += [self._note_values(other, ["barcode"]), self._note_values(kept, ["barcode"])]
            barcode, other.barcode = other.barcode, False
            other.flush_recordset(["barcode"])
            kept.barcode = barcode
        elif other.barcode:
            # The till and core's own screens read further barcodes of a product here.
            code = self.env["product.uom"].create(
                {
                    "product_id": kept.id,
                    "uom_id": kept.uom_id.id,
                    "barcode": other.barcode,
                    "company_id": other.company_id.id,
                }
            )
            done.append({"kind": "made", "model": code._name, "ids": code.ids})
        return self._complete(done)

    def _take_values(self):
        """What the other records say better, their labels and their distributors."""
        template = self.kept_id.product_tmpl_id
        done, others = [], (self.title_ids - self.kept_id).product_tmpl_id
        taken = self.difference_ids.filtered(lambda line: line.is_taken and line.field not in CODES)
        for line in taken:
            done.append(self._note_values(template, [line.field]))
            template[line.field] = line.title_id[line.field]
        labels = others.product_tag_ids - template.product_tag_ids
        if labels:
            done.append(self._note_values(template, ["product_tag_ids"]))
            template.product_tag_ids = [Command.link(label.id) for label in labels]
        done.append(self._note_values(template, ["bookstore_interesting"]))
        if any(others.mapped("bookstore_interesting")):
            template._bookstore_mark_interesting()
        return self._complete(done)

    def _note_values(self, record, names):
        values = {name: self._get_plain(record, name) for name in names}
        return {"kind": "value", "model": record._name, "id": record.id, "before": values}

    def _complete(self, done):
        """Beside each former value the one it has now: separating restores what is still so."""
        for note in done:
            if note["kind"] == "value":
                record = self.env[note["model"]].browse(note["id"])
                note["after"] = {name: self._get_plain(record, name) for name in note["before"]}
        return done

    def _get_plain(self, record, name):
        value = record[name]
        if not isinstance(value, models.BaseModel):
            return str(value) if isinstance(value, date) else value
        return value.ids if record._fields[name].type == "many2many" else value.id
