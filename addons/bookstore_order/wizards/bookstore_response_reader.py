import hashlib
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from odoo.addons.bookstore_deposit.core.codes import normalise_code

from ..core.order_response import ANSWERS, judge
from ..models.purchase_order_line import NEVER


class BookstoreResponseReader(models.AbstractModel):
    """Lines of answers matched with lines of orders: by the order, the EAN and our own reference.

    What does not fit, or says what we do not know, is a doubt in words and does nothing.
    """

    _name = "bookstore.response.reader"
    _description = "Answers Matched with Orders"

    @api.model
    def _plan(self, company, responses):
        """What each line will do.

        :return: rows: ``kind`` is ``new``, ``same``, ``done`` (taken already) or ``doubt``
        """
        messages = self.env["bookstore.service.message"]
        references = {line.order for response in responses for line in response.lines}
        named = messages._find_orders_named(company, references)
        digests = {self._get_digest(response): response for response in responses}
        kept = self._find_kept(company, digests)
        own, records = self._get_own_codes()
        titles = self._find_replacing(company, responses)
        known = self._index_lines(self.env["purchase.order"].union(*named.values()))
        rows = []
        for digest, response in digests.items():  # a message that is in the file twice is one
            done = self._split(kept[digest].places) if digest in kept else set()
            for said in response.lines:
                row = {
                    "mark": f"{digest}:{said.place}",
                    "digest": digest,
                    "response": response,
                    "said": said,
                    "line": self.env["purchase.order.line"],
                    "answer": self.env["bookstore.answer"],
                    "vals": {},
                }
                rows.append(row)
                if said.place in done:
                    row |= {"kind": "done", "detail": ""}
                    continue
                doubt = self._match(row, named.get(said.order), known)
                doubt = doubt or self._judge(row, own, records, titles)
                row |= {"kind": "doubt", "detail": doubt} if doubt else self._describe(row)
        self._doubt_twins(rows)
        return rows

    # -- matching -----------------------------------------------------------------

    @api.model
    def _index_lines(self, orders):
        """``{(order, EAN, also a former one of its title): lines}``"""
        lines = orders.order_line
        titles = lines.product_id._bookstore_get_kept()
        # sudo: only which record stands for which
        family = titles.browse(titles._bookstore_get_family()).sudo()
        codes = defaultdict(set)
        for title in family.filtered("barcode"):
            codes[title._bookstore_get_kept().id].add(normalise_code(title.barcode))
        found = defaultdict(lines.browse)
        for line in lines:
            for code in codes[line.product_id._bookstore_get_kept().id]:
                found[line.order_id, code] |= line
        return found

    def _match(self, row, order, known):
        """Find the line of the order.

        :return: why it is not found, or cannot be answered
        """
        said, response = row["said"], row["response"]
        if not order:
            return self.env._("Order “%s” is not one of ours.", said.order or "–")
        gln = order.partner_id.global_location_number
        if gln and response.supplier and gln != response.supplier:
            return self.env._(
                "%(order)s was sent to %(partner)s (%(gln)s), and %(other)s answers.",
                order=order.name,
                partner=order.partner_id.name,
                gln=gln,
                other=response.supplier,
            )
        code = normalise_code(said.isbn)
        mine = code and known.get((order, code))
        if not mine:
            return self.env._("This title is not on the order.")
        referred = order.order_line.filtered(lambda line: str(line.id) == said.line)
        if referred and referred not in mine:
            return self.env._("Its reference is that of another title of the order.")
        line = referred or mine
        if len(line) > 1:
            return self.env._("The order has several lines of this title.")
        row["line"] = line
        return self._find_closed(line)

    def _find_closed(self, line):
        if line.order_id.state != "purchase":
            return self.env._("The order is not confirmed: nothing of it is awaited.")
        return ""

    def _doubt_twins(self, rows):
        """One line of an order with two answers in the file has none."""
        answered = {}
        for row in rows:
            if row["kind"] != "done" and row["line"]:
                answered.setdefault(row["line"], []).append(row)
        for twins in answered.values():
            plain = [row for row in twins if row["kind"] != "doubt"]
            told = {str(sorted(row["vals"].items())) for row in plain}
            if plain and (len(plain) < len(twins) or len(told) > 1):
                for row in plain:
                    row |= {
                        "kind": "doubt",
                        "detail": self.env._("The file says different things of this line."),
                    }
            else:
                for row in plain[1:]:
                    row["kind"] = "same"

    # -- judging ------------------------------------------------------------------

    @api.model
    def _get_own_codes(self):
        """``({code: (answer, do the copies come?)}, {answer: record})``: what the bookshop wrote on
        its answers goes before the lists that are public.
        """
        own, records = {}, {}
        for answer in self.env["bookstore.answer"].search([("active", "=", True)]):
            key = "replaced" if answer.consequence == "replace" else str(answer.id)
            records.setdefault(key, answer)
            for code in (answer.code or "").split(","):
                if code.strip():
                    own.setdefault(code.strip().upper(), (key, answer.consequence not in NEVER))
        for name in ANSWERS:
            record = self.env.ref(
                f"bookstore_order.bookstore_answer_{name}", raise_if_not_found=False
            )
            if record and record.active:
                records[name] = record
        return own, records

    @api.model
    def _find_replacing(self, company, responses):
        """``{EAN, also a former one: title}`` of those that replace others."""
        codes = {
            normalise_code(line.replaced)
            for response in responses
            for line in response.lines
            if line.replaced
        }
        domain = Domain("barcode", "in", sorted(codes - {""})) & Domain("is_storable", "=", True)
        domain &= Domain("company_id", "in", [False, company.id])
        titles = self.env["product.product"]
        # sudo: only which record stands for which
        merged = titles.sudo().with_context(active_test=False)
        former = merged.search(domain & Domain("bookstore_merged_into_id", "!=", False))
        found = {title.barcode: title._bookstore_get_kept().with_env(self.env) for title in former}
        return found | {title.barcode: title for title in titles.search(domain)}

    def _judge(self, row, own, records, titles):
        """Find the answer and what it writes.

        :return: why there is none
        """
        said, line = row["said"], row["line"]
        verdict = judge(said, int(line.product_qty), own)
        if verdict.doubt:
            return self._explain(verdict, line)
        answer = records.get(verdict.answer)
        if not answer:
            return self.env._("Its answer was taken out of the list of answers.")
        row["answer"] = answer
        if answer.consequence not in NEVER and line.bookstore_given_up:
            return self.env._("It was given up here: press “Expected again” on the line first.")
        vals = {"bookstore_answer_id": answer.id}
        if answer.consequence == "replace":
            title = titles.get(normalise_code(said.replaced))
            if not title:
                return self.env._(
                    "The title that replaces it (%s) is not known here.", said.replaced
                )
            if title == line.product_id._bookstore_get_kept():
                return self.env._("The title that replaces it is not named.")
            vals["bookstore_replaced_by_id"] = title.id
        if said.day and answer.consequence not in NEVER:
            vals["bookstore_answer_date"] = said.day
        elif answer != line.bookstore_answer_id:
            vals["bookstore_answer_date"] = False  # that of the former answer
        row["vals"] = vals
        return ""

    def _explain(self, verdict, line):
        told, copies = verdict.told, int(line.product_qty)
        return {
            "fault": self.env._("It cannot be read: %s.", told),
            "unknown": self.env._(
                "Code %s is in no list that is known here. Note the line by hand, or write the code"
                " on an answer in the list of answers.",
                told,
            ),
            "contrary": self.env._("Its codes contradict each other (%s).", told),
            "part": self.env._(
                "It is about %(told)s of %(copies)s copies, and an answer is that of the whole line:"
                " note it by hand.",
                told=told,
                copies=copies,
            ),
            "nothing": self.env._("It says nothing of what becomes of the copies."),
            "replaced": self.env._("The title that replaces it is not named."),
        }[verdict.doubt]

    def _describe(self, row):
        """What will be done, in words."""
        line, answer, vals, said = row["line"], row["answer"], row["vals"], row["said"]
        is_same = all(
            (line[name].id if isinstance(line[name], models.BaseModel) else line[name]) == value
            for name, value in vals.items()
        )
        consequences = answer._fields["consequence"]._description_selection(self.env)
        parts = [dict(consequences)[answer.consequence]]
        if answer.consequence == "replace":
            title = self.env["product.product"].browse(vals["bookstore_replaced_by_id"])
            parts.append(title.display_name)
        if vals.get("bookstore_answer_date"):
            parts.append(format_date(self.env, said.day))
        before = line.bookstore_answer_id
        if before and before != answer:
            parts.append(self.env._("Until now: %s", before.name))
        parts.append(said.text)
        return {"kind": "same" if is_same else "new", "detail": "\n".join(filter(None, parts))}

    # -- what was taken already ------------------------------------------------------

    @api.model
    def _find_kept(self, company, digests):
        """``{digest: message}`` of those of which something was taken."""
        # sudo: as above
        messages = self.env["bookstore.service.message"].sudo()
        found = messages.search([("company_id", "=", company.id), ("digest", "in", list(digests))])
        return {message.digest: message for message in found}

    @api.model
    def _get_digest(self, response):
        words = f"ORDRSP\n{response.buyer}\n{response.raw}"
        return hashlib.sha256(words.encode()).hexdigest()

    @api.model
    def _split(self, places):
        return {int(place) for place in (places or "").split(",") if place}

    @api.model
    def _join(self, places):
        return ",".join(map(str, sorted(places)))
