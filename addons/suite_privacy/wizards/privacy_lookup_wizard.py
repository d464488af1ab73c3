import re

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import email_normalize

from ..core.redaction import Person


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    phone = fields.Char(help="Searched too, in every way of writing it.")

    def action_lookup(self):
        """What Odoo finds by its columns of addresses, and every other text that holds the person."""
        action = super().action_lookup()
        person = self._privacy_get_person()
        hits = self.env["suite.privacy.search"].sudo()._find(person)  # sudo: a request of the
        # person reaches all companies; only administrators open the wizard (its access list).
        self._privacy_add_lines(hits)
        self.line_ids._privacy_judge(person.pattern(), self._privacy_get_partners())
        return action

    def _privacy_get_partners(self):
        """Cards that are the person's without a doubt: same address, and its places of delivery."""
        email = email_normalize(self.email.strip())
        partners = self.env["res.partner"].sudo().with_context(active_test=False)  # sudo: as above
        found = partners.search([("email_normalized", "=", email)])
        places = found.child_ids.filtered(lambda child: child.type in ("invoice", "delivery"))
        return found | places

    def _privacy_get_person(self):
        partners = self._privacy_get_partners()
        users = partners.with_context(active_test=False).user_ids
        emails = [self.email, *partners.mapped("email"), *users.mapped("login")]
        phones = [self.phone, *partners.mapped("phone")]
        return Person(
            emails=self._privacy_sort(e for e in emails if e and "@" in e),
            phones=self._privacy_sort(p for p in phones if p),
            names=self._privacy_sort(n for n in [self.name, *partners.mapped("name")] if n),
        )

    @api.model
    def _privacy_sort(self, values):
        found = {part.strip() for value in values for part in re.split(r"[;,<>]", value)}
        return tuple(sorted(part for part in found if part))

    def _privacy_add_lines(self, hits):
        known = [model for model, _row in hits]
        found = self.env["ir.model"].sudo()  # sudo: names of models
        models_ = {model.model: model.id for model in found.search([("model", "in", known)])}
        lines = {(line.res_model, line.res_id): line for line in self.line_ids}
        commands = []
        for (model, row_id), (names, certain) in hits.items():
            values = {"privacy_field_names": ",".join(names), "privacy_sure": certain}
            if line := lines.get((model, row_id)):
                commands.append(Command.update(line.id, values))
            else:
                values |= {"res_model_id": models_[model], "res_id": row_id, "is_active": True}
                commands.append(Command.create(values))
        self.line_ids = commands
