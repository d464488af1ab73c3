import json

from odoo import api, fields, models

from ..core.feed_mapping import KEPT_STATUSES, Profile


class TransportFeedProfile(models.Model):
    """How one provider writes his file. A new provider is a new record, not new code."""

    _name = "transport.feed.profile"
    _description = "Stock Feed Profile"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    basis = fields.Selection(
        [
            ("layout", "Based on a real file"),
            ("neutral", "Our own format"),
            ("sheet", "To complete with the provider's file"),
        ],
        required=True,
        default="sheet",
        help="What the description of the format rests on.",
    )
    note = fields.Html(string="What Is Known", translate=True)
    format = fields.Selection(
        [("csv", "CSV"), ("xml", "XML"), ("json", "JSON"), ("xlsx", "Excel (XLSX)")],
        required=True,
        default="csv",
    )
    record_path = fields.Char(
        string="Path to a Car",
        help="XML and JSON: the tags that lead to one car, for example vehicules/vehicule. Empty: "
        "found by itself.",
    )
    delimiter = fields.Selection(
        [
            ("auto", "Found by itself"),
            (";", "Semicolon ;"),
            (",", "Comma ,"),
            ("tab", "Tabulation"),
            ("|", "Bar |"),
        ],
        string="Separator",
        required=True,
        default="auto",
    )
    header = fields.Boolean(
        string="Column Names on the First Line",
        default=True,
        help="Without names the columns are called 1, 2, 3 …",
    )
    sheet = fields.Char(help="Name of the sheet; empty: the first one.")
    encoding = fields.Selection(
        [
            ("auto", "Found by itself"),
            ("utf-8", "UTF-8"),
            ("cp1252", "Windows (cp1252)"),
            ("iso-8859-15", "Latin-9 (ISO-8859-15)"),
            ("cp850", "DOS (cp850)"),
            ("mac_roman", "Old Macintosh"),
        ],
        required=True,
        default="auto",
    )
    date_format = fields.Selection(
        [
            ("auto", "Found by itself"),
            ("dmy", "Day/month/year"),
            ("ymd", "Year-month-day"),
            ("mdy", "Month/day/year"),
        ],
        required=True,
        default="auto",
    )
    decimal_comma = fields.Boolean(default=True)
    keep_in_stock = fields.Boolean(string="Import Cars in Stock", default=True)
    keep_incoming = fields.Boolean(string="Import Cars Arriving", default=True)
    keep_reserved = fields.Boolean(string="Import Reserved Cars", default=True)
    rule_ids = fields.One2many("transport.feed.rule", "profile_id", string="Columns", copy=True)
    feed_ids = fields.One2many("transport.feed", "profile_id", string="Feeds")
    feed_count = fields.Integer(compute="_compute_feed_count")

    @api.depends("feed_ids")
    def _compute_feed_count(self):
        counts = dict(
            self.env["transport.feed"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.feed_count = counts.get(profile, 0)

    def _to_profile(self):
        """:return: core.feed_mapping.Profile"""
        self.ensure_one()
        kept = tuple(status for status in KEPT_STATUSES if self[f"keep_{status}"])
        return Profile(
            format=self.format,
            record_path=(self.record_path or "").strip("/ "),
            delimiter="" if self.delimiter == "auto" else self.delimiter,
            header=self.header,
            encoding="" if self.encoding == "auto" else self.encoding,
            sheet=self.sheet or "",
            date_format=self.date_format,
            decimal_comma=self.decimal_comma,
            kept_statuses=kept,
            rules=tuple(rule._to_rule() for rule in self.rule_ids),
        )

    def copy_data(self, default=None):
        return [
            vals | {"name": self.env._("%(name)s (copy)", name=profile.name)}
            for profile, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_trial(self):
        """Open the trial: a file, its columns, the first 20 cars, nothing stored."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try a File"),
            "res_model": "transport.feed.trial",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id},
        }

    def action_export(self):
        """Download the profile as JSON, to take it to another database."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/transport_order/feed_profile/{self.id}",
            "target": "download",
        }

    @api.model
    def _get_exported_fields(self):
        return [
            "name",
            "basis",
            "format",
            "record_path",
            "delimiter",
            "header",
            "sheet",
            "encoding",
            "date_format",
            "decimal_comma",
            "keep_in_stock",
            "keep_incoming",
            "keep_reserved",
        ]

    def _export_json(self):
        """:return: str, the profile without any client's data"""
        self.ensure_one()
        content = {name: self[name] for name in self._get_exported_fields()}
        content["rules"] = [rule._export() for rule in self.rule_ids]
        return json.dumps(content, ensure_ascii=False, indent=2)
