from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.feed_mapping import Rule, is_denied

TARGET_SELECTION = [
    ("ext_ref", "Reference at the provider"),
    ("plate", "Number plate"),
    ("vin", "VIN"),
    ("make", "Make"),
    ("model", "Model"),
    ("version", "Version"),
    ("body", "Body (guesses the size class)"),
    ("kind", "Kind VP/VU (guesses the size class)"),
    ("category", "Size class"),
    ("running", "Runs"),
    ("status", "Status"),
    ("mileage", "Mileage"),
    ("length_mm", "Length"),
    ("height_mm", "Height"),
    ("mass_kg", "Mass (kg)"),
    ("color", "Colour"),
    ("first_registration", "First registration"),
    ("location", "Place of storage"),
]


class TransportFeedRule(models.Model):
    """One column of a provider's file and what it says about a car."""

    _name = "transport.feed.rule"
    _description = "Stock Feed Column"
    _order = "profile_id, sequence, id"
    _rec_name = "source"

    profile_id = fields.Many2one(
        "transport.feed.profile", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    source = fields.Char(
        string="Column of the File",
        help="Name of the column, tag (size/length) or number. Empty: the default value is taken.",
    )
    target = fields.Selection(TARGET_SELECTION, string="Says", required=True)
    transform = fields.Selection(
        [
            ("none", "As it is"),
            ("first_word", "First word"),
            ("after_first_word", "After the first word"),
            ("before", "Before the text"),
            ("after", "After the text"),
            ("first_of_list", "First of a list"),
        ],
        string="Take",
        required=True,
        default="none",
    )
    argument = fields.Char(string="Text")
    default_value = fields.Char(string="If Empty")
    value_ids = fields.One2many("transport.feed.value", "rule_id", string="Value Table", copy=True)
    value_text = fields.Char(string="Values", compute="_compute_value_text")

    @api.depends("value_ids.source", "value_ids.result")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for rule in self:
            rule.value_text = ", ".join(
                f"{value.source} → {value.result_label or '–'}" for value in rule.value_ids
            )

    @api.constrains("source", "target")
    def _check_confidential(self):
        for rule in self:
            if is_denied(rule.source):
                raise ValidationError(
                    self.env._(
                        "The column %(column)s holds confidential or personal data. Such columns "
                        "are never read: choose another one.",
                        column=rule.source,
                    )
                )

    @api.constrains("source", "default_value")
    def _check_origin(self):
        for rule in self:
            if not rule.source and not rule.default_value:
                raise ValidationError(
                    self.env._("Enter the column of the file, or the value if empty.")
                )

    def _get_choices(self):
        """:return: ``[(code, label)]`` of a status or size class, else empty"""
        if self.target not in ("status", "category"):
            return []
        field = self.env["transport.vehicle"]._fields[self.target]
        return field._description_selection(self.env)

    def _get_words(self):
        """:return: ``{word in lower case: code}`` that a person may type for a choice"""
        choices = self._get_choices()
        return {label.lower(): code for code, label in choices} | {
            code: code for code, _label in choices
        }

    def _to_rule(self):
        """:return: core.feed_mapping.Rule"""
        self.ensure_one()
        return Rule(
            source=self.source or "",
            target=self.target,
            transform=self.transform,
            argument=self.argument or "",
            default=self._get_words().get(
                (self.default_value or "").strip().lower(), self.default_value or ""
            ),
            values=tuple((value.source, value.result or "") for value in self.value_ids),
        )

    def _export(self):
        self.ensure_one()
        names = ("source", "target", "transform", "argument", "default_value")
        content = {name: self[name] for name in names if self[name]}
        if self.value_ids:
            content["values"] = [[value.source, value.result or ""] for value in self.value_ids]
        return content
