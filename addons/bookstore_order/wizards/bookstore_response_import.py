import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..core.order_response import ResponseFileError, read_responses
from ..core.service_messages import ServiceMessage

LARGEST = 10 * 1024 * 1024


class BookstoreResponseImport(models.TransientModel):
    """A distributor's answers as messages (ORDRSP): what they will do, and which of it to take.

    The file is read again when it is taken, so that nobody changes it in between.
    """

    _name = "bookstore.response.import"
    _inherit = "bookstore.response.reader"
    _description = "Answers from a File of Messages"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    file = fields.Binary(required=True)
    filename = fields.Char()
    is_read = fields.Boolean(readonly=True)
    line_ids = fields.One2many("bookstore.response.import.line", "import_id", "Answers")
    done_count = fields.Integer("Taken Already", readonly=True)
    told = fields.Text("Not Read", readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("Answers from a File")

    @api.constrains("company_id")
    def _check_company_allowed(self):
        if self.company_id - self.env.companies:
            raise AccessError(self.env._("You may not read the answers to this company's orders."))

    # -- actions ------------------------------------------------------------------

    def action_read(self):
        """Show what each line of the file will do; nothing is done yet."""
        self.ensure_one()
        self.check_access("write")
        self = self.with_company(self.company_id)
        found, others, rows = self._read()
        news = [row for row in rows if row["kind"] != "done"]
        self.write(
            {
                "is_read": True,
                "done_count": len(rows) - len(news),
                "told": self._tell(found, others),
                "line_ids": [
                    Command.clear(),
                    *(Command.create(self._prepare_line(row)) for row in news),
                ],
            }
        )
        return self._get_records_action(target="current", name=self.env._("Answers from a File"))

    def action_take(self):
        """Give the ticked lines their answers, each once."""
        self.ensure_one()
        self.check_access("write")
        self = self.with_company(self.company_id)
        ticked = set(self.line_ids.filtered("is_taken").mapped("mark"))
        _found, _others, rows = self._read()
        taken = [row for row in rows if row["kind"] == "new" and row["mark"] in ticked]
        if not taken:
            raise UserError(self.env._("Nothing is ticked that is still to be done."))
        lines = self.env["purchase.order.line"]
        for row in taken:
            row["line"].write(row["vals"])
            lines |= row["line"]
        self._keep(taken)
        return lines._get_records_action(
            name=self.env._("Lines Answered"),
            views=[(self.env.ref("bookstore_order.purchase_order_line_view_list").id, "list")],
        )

    # -- reading ------------------------------------------------------------------

    def _read(self):
        """:return: ``(Responses, those for other shops, rows)``"""
        company = self.company_id
        gln = company.partner_id.global_location_number
        if not gln:
            raise UserError(
                self.env._(
                    "%s has no GLN: nobody can tell which answers are for it. Type it in the"
                    " company's contact.",
                    company.name,
                )
            )
        try:
            data = base64.b64decode(self.file or b"", validate=True)
            if len(data) > LARGEST:
                raise ResponseFileError
            found = read_responses(data)
        except binascii.Error as error:
            raise UserError(self.env._("This file did not arrive whole. Send it again.")) from error
        except ResponseFileError as error:
            raise UserError(
                self.env._(
                    "This is no file of answers to orders (EDIFACT, ORDRSP). Nothing was read; a"
                    " table is read from its order, with “Answers from a file”."
                )
            ) from error
        ours = [response for response in found.responses if response.buyer == gln]
        others = [response for response in found.responses if response.buyer != gln]
        return found, others, self._plan(company, ours)

    def _tell(self, found, others):
        reasons = {
            "cut": self.env._("it was cut or counts wrongly"),
            "kind": self.env._("it is no answer to an order"),
            "empty": self.env._("it says nothing of any line"),
        }
        told = [
            self.env._(
                "Message %(number)s was not read: %(reason)s.", number=number, reason=reasons[code]
            )
            for number, code in found.problems
        ]
        if others:
            glns = ", ".join(sorted({one.buyer or "–" for one in others}))
            told.append(
                self.env._(
                    "%(count)s are for another GLN (%(glns)s).", count=len(others), glns=glns
                )
            )
        return "\n".join(told)

    def _prepare_line(self, row):
        line, said = row["line"], row["said"]
        return {
            "mark": row["mark"],
            "is_taken": row["kind"] == "new",
            "kind": row["kind"],
            "order_line_id": line.id,
            "order": line.order_id.name or said.order,
            "title": line.product_id.display_name or said.isbn,
            "quantity": line.product_qty,
            "answer_id": row["answer"].id,
            "detail": row["detail"],
        }

    # -- keeping ------------------------------------------------------------------

    def _keep(self, taken):
        """Which lines of which message were taken: they are not taken twice."""
        messages = self.env["bookstore.service.message"]
        company = self.company_id
        by_digest = {}
        for row in taken:
            by_digest.setdefault(row["digest"], []).append(row)
        known = self._find_kept(company, by_digest)
        for digest, rows in by_digest.items():
            response, places = rows[0]["response"], {row["said"].place for row in rows}
            kept = known.get(digest)
            if kept:
                kept.places = self._join(self._split(kept.places) | places)
                continue
            orders = self.env["purchase.order"].union(*(row["line"].order_id for row in rows))
            said = ServiceMessage(
                notation="eancom",
                kind="ORDRSP",
                event="answered",
                recipient=response.buyer,
                raw=response.raw,
                sender=response.sender,
                reference=response.order or orders[:1].name,
                sending=response.number,
                supplier=response.supplier,
                moment=response.moment,
            )
            vals = messages._prepare_vals(company, said, digest, orders[:1])
            # sudo: nobody types what a distributor says, who may buy has it read
            messages.sudo().create(vals | {"places": self._join(places)})
