from odoo import api, fields, models
from odoo.exceptions import UserError


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    privacy_field_names = fields.Char()
    privacy_columns = fields.Char(string="Found In", compute="_compute_privacy_columns")
    privacy_pattern = fields.Char()
    privacy_sure = fields.Boolean(string="Certain")
    privacy_redacted = fields.Char()
    privacy_card = fields.Boolean(help="The record is a card or a login of the person.")
    privacy_decision = fields.Selection(
        [("redact", "Take the person out"), ("delete", "Delete"), ("keep", "Leave")],
        string="Decision",
        default="keep",
        required=True,
    )
    privacy_reason = fields.Char(string="Why", readonly=True)
    privacy_done = fields.Boolean(string="Done", readonly=True)

    @api.depends("privacy_field_names", "res_model")
    def _compute_privacy_columns(self):
        for line in self:
            model = self.env.get(line.res_model)
            names = line._privacy_get_names(line.privacy_field_names)
            known = {} if model is None else model.fields_get(names, ["string"])
            labels = [known.get(name, {}).get("string", name) for name in names]
            line.privacy_columns = ", ".join(dict.fromkeys(labels))

    @api.model
    def _privacy_get_names(self, text):
        return [name for name in (text or "").split(",") if name]

    # -- judgement ---------------------------------------------------------------------------

    def _privacy_judge(self, pattern, partners):
        """Propose for each line what becomes of it, with the reason where it stays."""
        entries = self.env["suite.privacy.entry"].sudo()  # sudo: the whole register
        entries = entries.search([("model_id", "in", self.res_model_id.ids)])
        by_model = entries.grouped(lambda entry: entry.model_id.model)
        for line in self:
            line.privacy_card = line._privacy_is_card(partners)
            sure = line.privacy_sure or line._privacy_is_linked(partners)
            proposal = line._privacy_get_proposal(by_model.get(line.res_model), sure)
            # Where the person is certain, the name goes too.
            line.write({"privacy_sure": sure, "privacy_pattern": pattern, **proposal})

    def _privacy_is_card(self, partners):
        """A card or a login of the person, and no record that only mentions the person."""
        record = self._privacy_get_record()
        if not record or record._name not in ("res.partner", "res.users"):
            return False
        return (record if record._name == "res.partner" else record.partner_id) in partners

    def _privacy_is_linked(self, partners):
        """Whether the record names one of the person's cards."""
        record = self._privacy_get_record()
        if not record or not partners:
            return False
        if self.privacy_card:
            return True
        links = [
            name
            for name, field in record._fields.items()
            if field.store and field.type == "many2one" and field.comodel_name == "res.partner"
        ]
        return any(record[name] in partners for name in links)

    def _privacy_get_record(self):
        if not self.res_model or self.res_model not in self.env:
            return None
        records = self.env[self.res_model].sudo()  # sudo: see the wizard
        return records.with_context(active_test=False).browse(self.res_id).exists()

    def _privacy_get_proposal(self, entries, sure):
        record = self._privacy_get_record()
        names = self._privacy_get_names(self.privacy_field_names)
        reason = self._privacy_get_obstacle(record, sure, names)
        if reason:
            return {"privacy_decision": "keep", "privacy_reason": reason}
        kept, decision, reasons = set(), "redact", []
        for entry in entries or ():
            own = set(entry._get_names()) & set(names)
            if entry.on_request == "keep" and own:
                kept |= own
                reasons.append(entry.reason or entry.name)
            elif entry.on_request == "delete" and (own or not entry._get_names()):
                decision = "delete"
        left = [name for name in names if name not in kept]
        if kept:
            decision = "redact" if left else "keep"
        return {
            "privacy_decision": decision,
            "privacy_redacted": ",".join(left),
            "privacy_reason": " ".join(reasons),
        }

    def _privacy_get_obstacle(self, record, sure, names):
        """Why the record stays whole, or nothing."""
        search = self.env["suite.privacy.search"]
        if not record:
            return self.env._("The record is gone.")
        if search._is_kept(record):
            return self.env._("Accounting and till: kept ten years (C. com. L123-22).")
        if self.privacy_card and record._privacy_is_own():
            return self.env._("An employee or one of your companies.")
        if not sure:
            return self.env._("Only the name is the same: look who it is.")
        if not names and not self.privacy_card:
            return self.env._("It names the contact by its card only, and follows it.")
        return ""

    # -- erasure -----------------------------------------------------------------------------

    def action_privacy_erase(self):
        """Do what was decided on each of these lines; cards of contacts last, others name them."""
        self.check_access("write")
        lines = self.filtered(lambda line: not line.privacy_done and not line.is_unlinked)
        lines = lines.filtered(lambda line: line.privacy_decision != "keep")
        if not lines:
            raise UserError(self.env._("Nothing is to be erased in these lines."))
        for line in lines.sorted(lambda line: line.res_model in ("res.partner", "res.users")):
            line._privacy_erase_line()
        self.wizard_id._compute_execution_details()
        return self.wizard_id[:1].action_open_lines()

    def _privacy_erase_line(self):
        if self.privacy_decision == "delete":
            self.action_unlink()
            self.privacy_done = True
            return
        record = self._privacy_get_record()
        if record:
            self._privacy_redact_record(record)
        self.write(
            {
                "privacy_done": True,
                "execution_details": self.env._(
                    "Person taken out of %(model)s #%(id)s",
                    model=self.res_model_id.name,
                    id=self.res_id,
                ),
            }
        )

    def _privacy_redact_record(self, record):
        names = self._privacy_get_names(self.privacy_redacted or self.privacy_field_names)
        mentions = record._name in ("res.partner", "res.users") and not self.privacy_card
        if hasattr(record, "_privacy_erase") and not mentions:
            record._privacy_erase()
        if record._name == "res.partner" and not mentions and record._privacy_has_invoices():
            # The name and the address of an invoice stay; _privacy_erase emptied the rest.
            return
        search = self.env["suite.privacy.search"].sudo()  # sudo: see the wizard
        search._redact(record, names, self.privacy_pattern)
