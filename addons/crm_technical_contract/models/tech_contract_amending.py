from decimal import Decimal

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..core.prices import MONTHS
from ..core.schedule import Rate

AMENDABLE = (
    "amount",
    "recurrence",
    "renewal",
    "renewal_months",
    "notice_months",
    "notice_days",
    "index_id",
    "limit_rise",
    "max_rise",
    "limit_fall",
    "max_fall",
    "terms_text",
    "line_ids",
)
"""What an amendment changes, and nothing else does while the contract runs."""
LIMITED = ("amount", "renewal_months", "notice_months", "notice_days", "max_rise", "max_fall")
PRICE = frozenset({"amount", "recurrence", "index_id"})
ALWAYS_TOLD = frozenset({"amount", "recurrence", "renewal", "notice_months"})


class TechContractAmending(models.Model):
    """Amendments: what the contract said and says."""

    _inherit = "tech.contract"

    amendment_ids = fields.One2many(
        "tech.contract.amendment", "contract_id", string="Amendments", readonly=True
    )
    amendment_count = fields.Integer(
        string="Number of Amendments", compute="_compute_amendment_count"
    )

    def _compute_amendment_count(self):
        groups = self.env["tech.contract.amendment"]._read_group(
            [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
        )
        counts = {contract.id: count for contract, count in groups}
        for contract in self:
            contract.amendment_count = counts.get(contract.id, 0)

    def action_amend(self):
        """Write down what is to change; what is agreed already is filled in."""
        self.ensure_one()
        self._check_amendable()
        return self._open_amendments() | {
            "res_id": self.env["tech.contract.amendment"].create({"contract_id": self.id}).id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_amendments(self):
        self.ensure_one()
        return self._open_amendments() | {"domain": [("contract_id", "=", self.id)]}

    def _open_amendments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_contract.tech_contract_amendment_action"
        )
        return action | {"context": {}}

    def _check_amendable(self):
        for contract in self.filtered(lambda one: one.state != "active"):
            raise UserError(
                self.env._(
                    "%(contract)s is not running, or notice was given: it is not amended.",
                    contract=contract.name,
                )
            )

    def _get_amendable(self):
        return AMENDABLE

    def _get_amendments_in_force(self):
        return self.amendment_ids.filtered(lambda one: one.state == "in_force").sorted(
            lambda one: (one.date_from, one.number)
        )

    def _get_said(self, name, day):
        """Return what the contract said on a day: a notice counts as it was agreed then."""
        later = self._get_amendments_in_force().filtered(lambda one: one.date_from > day)
        return later[0].before[name] if later else self[name]

    def _get_amendments_for_customer(self):
        """What was agreed, but for what a notice came before."""
        last = self.leaving_on
        return self.amendment_ids.filtered(
            lambda one: (
                one.state == "in_force"
                or (one.state == "agreed" and (not last or one.date_from <= last))
            )
        )

    def _enforce_amendments(self, day):
        """Bring in force what was agreed for a day until ``day``, in its order."""
        self.ensure_one()
        due = self.amendment_ids.filtered(
            lambda one: one.state == "agreed" and one.date_from <= day
        )
        for amendment in due.sorted(lambda one: (one.date_from, one.number)):
            if self.state in ("active", "notice"):
                amendment._enforce()

    def _prepare_amendment(self):
        """Return the values of an amendment that changes nothing yet."""
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in AMENDABLE
            if name != "line_ids"
        }
        return values | {
            "line_ids": [
                fields.Command.create(
                    {
                        "sequence": line.sequence,
                        "product_id": line.product_id.id,
                        "quantity": line.quantity,
                        "note": line.note,
                    }
                )
                for line in self.line_ids
            ]
        }

    # --- versions ---------------------------------------------------------------------------------

    def _get_version(self):
        return self._read_version(self)

    def _read_version(self, record):
        """Return what a contract or an amendment says, as plain values."""
        record.ensure_one()
        version = {name: record[name] for name in AMENDABLE if name not in ("index_id", "line_ids")}
        index = record.index_id
        return version | {
            "terms_text": str(record.terms_text or ""),
            "index_id": [index.id, index.name] if index else False,
            "line_ids": [
                [line.product_id.id, line.quantity, line.note or "", line.product_id.display_name]
                for line in record.line_ids
            ],
        }

    def _become(self, version, names):
        """Write what an amendment changed."""
        values = {name: version[name] for name in names}
        if "index_id" in values:
            values["index_id"] = values["index_id"] and values["index_id"][0]
        if "line_ids" in values:
            values["line_ids"] = [
                fields.Command.clear(),
                *(
                    fields.Command.create(
                        {"product_id": product, "quantity": quantity, "note": note}
                    )
                    for product, quantity, note, _name in values["line_ids"]
                ),
            ]
        self.write(values)

    def _get_label(self, name):
        return self._fields[name].get_description(self.env, ["string"])["string"]

    def _is_told(self, name, value):
        """Whether it is told beside what changed."""
        return name in ALWAYS_TOLD or (name in ("index_id", "line_ids") and bool(value))

    def _tell_value(self, name, value):
        """Return a value of a version for who reads both."""
        field = self._fields[name]
        if name == "line_ids":
            rows = [
                Markup("%s × %s%s") % (_plain(quantity), product, note and f" – {note}")
                for _id, quantity, note, product in value or ()
            ]
            return Markup("<br/>").join(rows)
        if name == "index_id":
            return value[1] if value else ""
        if field.type == "html":
            return Markup(value or "")  # cleaned by the field that it was read from
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "monetary":
            return formatLang(self.env, value or 0, currency_obj=self.currency_id)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        return _plain(value)

    def _get_repricing(self):
        """The amendments that changed what is paid, or how often."""
        return [
            one
            for one in self._get_amendments_in_force()
            if any(one.before[name] != one.after[name] for name in ("amount", "recurrence"))
        ]

    def _amend_rates(self, found):
        """Return the rates of the terms with those that amendments brought."""
        priced = self._get_repricing()
        every = MONTHS[priced[0].before["recurrence"] if priced else self.recurrence]
        rates = {}
        facts = [*found.items(), *((one.date_from, one) for one in priced)]
        for day, rate in sorted(facts, key=lambda fact: fact[0]):
            if not isinstance(rate, Rate):
                every = MONTHS[rate.after["recurrence"]]
                rates[day] = Rate(day, Decimal(str(rate.after["amount"])), every)
            else:
                rates[day] = Rate(day, rate.amount, every)
        return list(rates.values())


def _plain(value):
    """Return a number without decimals that say nothing."""
    return f"{value:g}" if isinstance(value, float) else str(value or 0)
