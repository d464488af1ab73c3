import base64
import binascii
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.suite_base.core.text import fold_words

from ..core.directory import DirectoryError, glns_of, plan, read_directory
from ..models.res_partner import DAYS

KINDS = [
    ("changed", "Changed"),
    ("taken_over", "Taken over"),
    ("gone", "No longer listed"),
    ("new", "Unknown here"),
    ("several", "Several contacts with this GLN"),
]
TEXTS = ("name", "street", "street2", "zip", "city", "phone", "email", "website")


class BookstoreDirectoryImport(models.TransientModel):
    """A file of Dilicom's directory: what it would change, and which of it to take.

    The file is read again when it is taken, so that nobody changes it in between.
    """

    _name = "bookstore.directory.import"
    _description = "Dilicom's Directory"

    file = fields.Binary(required=True)
    filename = fields.Char()
    is_read = fields.Boolean(readonly=True)
    is_made = fields.Boolean(
        "Make the Unknown Ones",
        help="Every distributor of the file becomes a contact, also those you never order from.",
    )
    line_ids = fields.One2many("bookstore.directory.import.line", "import_id", "Distributors")
    same_count = fields.Integer("As We Have Them", readonly=True)
    told = fields.Text("Not Read", readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("Dilicom's Directory")

    # -- actions ------------------------------------------------------------------

    def action_read(self):
        """Show what the file would change; nothing is changed yet."""
        self.ensure_one()
        self.check_access("write")
        directory, changes = self._read()
        several = {gln for gln, found in self._find_all(directory).items() if len(found) > 1}
        rank = [kind for kind, _label in KINDS]
        news = [change for change in changes if change.kind != "same"]
        news.sort(key=lambda change: rank.index(change.kind))  # the unknown ones are many: last
        self.write(
            {
                "is_read": True,
                "same_count": len(changes) - len(news),
                "told": self._tell(directory.problems),
                "line_ids": [
                    Command.clear(),
                    *(Command.create(self._prepare_line(change, several)) for change in news),
                ],
            }
        )
        return self._stay()

    def action_take(self):
        """Take the ticked distributors, and the unknown ones if asked."""
        self.ensure_one()
        self.check_access("write")
        ticked = set(self.line_ids.filtered("is_taken").mapped("gln"))
        directory, changes = self._read()
        partners = self._find_known(directory)
        pairs, touched = [], self.env["res.partner"]
        chosen = [
            change
            for change in changes
            if change.kind != "same"
            and (change.entry.gln in ticked or (change.kind == "new" and self.is_made))
        ]
        several = {gln for gln, found in self._find_all(directory).items() if len(found) > 1}
        chosen = [change for change in chosen if change.entry.gln not in several]
        self._make_partners(partners, chosen)
        for change in chosen:
            partner = partners[change.entry.gln]
            partner.write(self._prepare_vals(self._get_shown(change)))
            touched |= partner
            if change.entry.successor and change.entry.successor not in several:
                successor = partners[change.entry.successor]
                partner.bookstore_successor_id = successor
                pairs.append((partner, successor))
        self._propose_takeovers(pairs)
        # sudo(False): whoever reads the list does it with rights of their own
        return touched.sudo(False)._get_records_action(name=self.env._("Distributors Taken"))

    def _propose_takeovers(self, pairs):
        """Each of the bookshops whose contacts the file may change decides for itself."""
        here = self.env.company
        for company in self.env.companies.filtered(lambda one: one.bookstore_active) | here:
            mine = [pair for pair in pairs if pair[0].company_id in (company, company.browse())]
            self.env["bookstore.takeover"]._propose(company, mine)

    @api.model
    def _get_shown(self, change):
        """What is taken of an entry: what the window showed, not what is written otherwise only."""
        if change.kind == "new":
            return change.entry
        shown = {one.field: one.theirs for one in change.differences}
        return replace(change.entry, said=shown)

    def _make_partners(self, partners, chosen):
        """Contacts of the unknown ones, and of successors that are unknown."""
        names = {change.entry.gln: change.entry.name for change in chosen}
        for change in chosen:
            entry = change.entry
            if entry.successor:
                names.setdefault(entry.successor, entry.successor_name)
        missing = [gln for gln in names if gln not in partners]
        # sudo: contacts of distributors follow from the directory that a manager takes
        made = (
            self.env["res.partner"]
            .sudo()
            .create(
                [
                    {
                        "name": names[gln] or gln,
                        "is_company": True,
                        "bookstore_is_distributor": True,
                        "global_location_number": gln,
                    }
                    for gln in missing
                ]
            )
        )
        partners |= dict(zip(missing, made, strict=True))

    def _stay(self):
        return self._get_records_action(target="new", name=self.env._("Dilicom's Directory"))

    # -- reading ------------------------------------------------------------------

    def _read(self):
        """``(Directory, [Change])``."""
        try:
            directory = read_directory(base64.b64decode(self.file or b"", validate=True))
        except DirectoryError as error:
            raise UserError(self._describe(error.code)) from error
        except binascii.Error as error:
            raise UserError(self.env._("This file did not arrive whole. Send it again.")) from error
        countries, house = self._get_countries(), self._get_house(directory)
        entries = tuple(
            replace(
                entry,
                said={
                    name: text
                    for name, text in entry.said.items()
                    if name != "country" or fold_words(text) in countries
                },
            )
            for entry in directory.entries
            if entry.gln not in house
        )
        directory = replace(directory, entries=entries)
        partners = self._find_known(directory)
        ours = {gln: self._get_ours(partner) for gln, partner in partners.items()}
        if directory.is_full:
            listed = self._get_partners([("bookstore_listed", "=", "listed")])
            for partner in listed.filtered("global_location_number"):
                gln = partner.global_location_number
                ours.setdefault(gln, self._get_ours(partner))
                partners.setdefault(gln, partner)
        return directory, plan(directory, ours)

    def _describe(self, code):
        if code == "cut":
            return self.env._("The file has no last line: it was cut. Get it again.")
        if code == "too_big":
            return self.env._("The file is too large for a directory.")
        return self.env._(
            "This is no directory of Dilicom: its first line must begin with L000000;Distrib_DLC."
        )

    def _tell(self, problems):
        reasons = {
            "cells": self.env._("it has not the 45 cells of the layout"),
            "movement": self.env._("its movement is unknown"),
            "gln": self.env._("its GLN is wrong"),
        }
        return "\n".join(
            self.env._("Line %(line)s: %(reason)s.", line=number, reason=reasons[code])
            for number, code in problems[:50]
        )

    @api.model
    def _get_partners(self, domain):
        companies = [False, *self.env.companies.ids]
        # sudo: contacts of distributors follow from the directory that a manager takes
        partners = self.env["res.partner"].sudo()
        strangers = [("user_ids", "=", False), ("ref_company_ids", "=", False)]  # no one of us
        return partners.search([*domain, *strangers, ("company_id", "in", companies)])

    @api.model
    def _get_house(self, directory):
        """GLNs of our own companies and of who has a log-in here: no directory writes on them."""
        # sudo: only which of these numbers are ours
        partners = self.env["res.partner"].sudo()
        domain = [
            ("global_location_number", "in", glns_of(directory)),
            "|",
            ("user_ids", "!=", False),
            ("ref_company_ids", "!=", False),
        ]
        return set(partners.search(domain).mapped("global_location_number"))

    def _find_all(self, directory):
        glns = glns_of(directory)
        found = self._get_partners([("global_location_number", "in", glns)])
        return found.grouped("global_location_number")

    def _find_known(self, directory):
        """``{GLN: contact}``, also of who is listed no more in a whole file."""
        known = {gln: found[:1] for gln, found in self._find_all(directory).items()}
        if directory.is_full:
            for partner in self._get_partners([("bookstore_listed", "=", "listed")]):
                known.setdefault(partner.global_location_number, partner)
        return known

    @api.model
    def _get_countries(self):
        """``{name: country}`` in French and in English."""
        countries = self.env["res.country"].search([("code", "!=", False)])
        english = countries.with_context(lang="en_US")
        french = countries.with_context(lang="fr_FR")
        return {
            fold_words(one.name): country
            for names in (english, french)
            for one, country in zip(names, countries, strict=True)
        }

    def _get_ours(self, partner):
        """What we say of a distributor, under the names of the directory."""
        ours = {name: partner[name] or "" for name in TEXTS}
        days = partner._bookstore_get_days()
        return ours | {
            "country": partner.country_id.with_context(lang="fr_FR").name or "",
            "cut_off": str(round(partner.bookstore_cut_off * 60)),
            "days": "".join(str(int(number in days)) for number in range(7)),
            "format": partner.bookstore_order_form or "",
            "messages": partner.bookstore_messages or "",
            "listed": partner.bookstore_listed or "",
            "successor": partner.bookstore_successor_id.global_location_number or "",
        }

    def _prepare_vals(self, entry):
        """What the contact says once the entry is taken."""
        said = entry.said
        vals = {name: said[name] for name in TEXTS if name in said}
        if "country" in said:
            vals["country_id"] = self._get_countries()[fold_words(said["country"])].id
        if "cut_off" in said:
            vals["bookstore_cut_off"] = int(said["cut_off"]) / 60
        if "days" in said:
            marks = zip(DAYS, said["days"], strict=True)
            vals |= {f"bookstore_{day}": mark == "1" for day, mark in marks}
        if "format" in said:
            vals["bookstore_order_form"] = said["format"]
        if "messages" in said:
            vals["bookstore_messages"] = said["messages"]
        listed = "gone" if entry.is_deleted else "listed"
        return vals | {"bookstore_listed": listed, "bookstore_is_distributor": True}

    # -- showing ------------------------------------------------------------------

    def _prepare_line(self, change, several):
        entry = change.entry
        kind = "several" if entry.gln in several else change.kind
        return {
            "gln": entry.gln,
            "name": entry.name,
            "kind": kind,
            "detail": self._get_detail(change, several),
            "is_taken": kind not in ("new", "several"),
        }

    def _get_detail(self, change, several):
        labels = self._get_labels()
        parts = [
            self.env._(
                "%(field)s: %(ours)s → %(theirs)s",
                field=labels[one.field],
                ours=self._show(one.field, one.ours) or "–",
                theirs=self._show(one.field, one.theirs) or "–",
            )
            for one in change.differences
        ]
        if change.kind == "taken_over":
            entry = change.entry
            parts.insert(0, self.env._("By %s", entry.successor_name or entry.successor))
            if entry.successor in several:
                parts.append(
                    self.env._("Several contacts have its GLN: nothing is proposed to be moved.")
                )
        if change.kind == "new":
            parts = [change.entry.said.get("city", "")]
        return "\n".join(filter(None, parts)) or self.env._("First seen in the directory")

    def _get_labels(self):
        names = dict.fromkeys(TEXTS) | {
            "country": "country_id",
            "cut_off": "bookstore_cut_off",
            "format": "bookstore_order_form",
            "messages": "bookstore_messages_shown",
        }
        columns = self.env["res.partner"]._fields
        labels = {
            name: columns[column or name]._description_string(self.env)
            for name, column in names.items()
        }
        return labels | {"days": self.env._("Collections")}

    def _show(self, name, text):
        """A value of the directory as a person reads it."""
        if name == "cut_off" and text:
            return "{:02}:{:02}".format(*divmod(int(text), 60))
        if name == "days" and text:
            columns = self.env["res.partner"]._fields
            return ", ".join(
                columns[f"bookstore_{day}"]._description_string(self.env)
                for day, mark in zip(DAYS, text, strict=True)
                if mark == "1"
            )
        if name == "format":
            column = self.env["res.partner"]._fields["bookstore_order_form"]
            return dict(column._description_selection(self.env)).get(text, text)
        if name == "messages":
            labels = self.env["res.partner"]._bookstore_get_message_labels()
            return ", ".join(labels[one] for one in text.split(",") if one in labels)
        return text
