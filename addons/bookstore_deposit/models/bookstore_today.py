from odoo import api, models


class BookstoreAlert(models.Model):
    _inherit = "bookstore.alert"

    @api.model
    @api.readonly
    def get_today(self):
        """What needs someone today, each figure with the action behind it.

        :returns: list of ``{"key", "label", "help", "count", "tone", "action"}``
        """
        self.check_access("read")
        return [
            self._tile(
                "decisions",
                self._count("bookstore.allocation", [("state", "=", "pending")]),
                "warning",
            ),
            self._tile(
                "alerts", self._count("bookstore.alert", [("is_due", "=", True)]), "warning"
            ),
            self._tile("due", self._count("bookstore.deposit", [("is_due", "=", True)]), "danger"),
            self._tile(
                "statements",
                self._count("bookstore.statement", [("is_to_finish", "=", True)]),
                "info",
            ),
            self._tile(
                "parcels", self._count("bookstore.parcel", [("state", "=", "draft")]), "info"
            ),
            self._tile(
                "claims", self._count("bookstore.parcel", [("claim_state", "=", "open")]), "warning"
            ),
            self._tile(
                "counts",
                self._count("bookstore.count", [("state", "in", ["counting", "review"])]),
                "info",
            ),
            self._tile(
                "short",
                self.env["product.template"].search_count([("bookstore_is_short", "=", True)]),
                "info",
            ),
        ]

    @api.model
    def _own(self, domain):
        return [("company_id", "in", self.env.companies.ids), *domain]

    @api.model
    def _count(self, model, domain):
        return self.env[model].search_count(self._own(domain))

    @api.model
    def _get_tile_texts(self):
        return {
            "decisions": (self.env._("Sales to decide"), self.env._("Whose copies were sold?")),
            "alerts": (self.env._("Alerts"), self.env._("Questions put off at the till")),
            "due": (self.env._("Statements due"), self.env._("Deposits whose date has come")),
            "statements": (
                self.env._("Statements to finish"),
                self.env._("In preparation or to bill"),
            ),
            "parcels": (self.env._("Parcels being unpacked"), self.env._("Not in stock yet")),
            "claims": (self.env._("Open claims"), self.env._("Missing or damaged copies")),
            "counts": (self.env._("Inventories running"), self.env._("Places locked")),
            "short": (
                self.env._("To bring forward"),
                self.env._("Nothing in the shop, some elsewhere"),
            ),
        }

    @api.model
    def _get_tile_actions(self):
        return {
            "decisions": ("bookstore_allocation_action_pending", {}),
            "alerts": ("bookstore_alert_action", {"search_default_due": 1}),
            "due": ("bookstore_deposit_action", {"search_default_due": 1}),
            "statements": ("bookstore_statement_action", {"search_default_todo": 1}),
            "parcels": ("bookstore_parcel_action", {"search_default_draft": 1}),
            "claims": ("bookstore_parcel_action", {"search_default_claims": 1}),
            "counts": ("bookstore_count_action", {"search_default_running": 1}),
            "short": ("bookstore_title_action", {"search_default_short": 1}),
        }

    @api.model
    def _tile(self, key, count, tone):
        label, text = self._get_tile_texts()[key]
        action, context = self._get_tile_actions()[key]
        return {
            "key": key,
            "label": label,
            "help": text,
            "count": count,
            "tone": tone if count else "success",
            "action": action if "." in action else f"bookstore_deposit.{action}",
            "context": context,
        }
