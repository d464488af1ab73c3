from odoo import api, fields, models

from . import sql


class BookstoreAllocation(models.Model):
    """The nightly proof that copies by place, by owner and by statement tell one story."""

    _inherit = "bookstore.allocation"

    @api.model
    def _cron_check_books(self):
        """Check every bookshop and leave one alert for each record that disagrees."""
        companies = self.env["res.company"].search(
            [("bookstore_undecided_partner_id", "!=", False)]
        )
        for company in companies:
            # The bookseller reads these texts, not the robot that runs the check.
            journal = self.with_context(lang=company.partner_id.lang or self.env.lang)
            journal._raise_broken(company, journal._find_broken(company))

    @api.model
    def _find_broken(self, company):
        """Everything that breaks an invariant.

        :returns: list of ``(rule, product id, text naming the record)``
        """
        rules = {
            "I1": [self._find_broken_places],
            "I2": [self._find_broken_undecided],
            "I3": [self._find_broken_ledgers],
            "I4": [self._find_broken_statements],
            "I5": [self._find_altered_exits],
            "I6": [self._find_broken_owners, self._find_broken_waiting],
        }
        return [
            (rule, product_id, text)
            for rule, finders in rules.items()
            for find in finders
            for product_id, text in find(company)
        ]

    @api.model
    def _find_broken_places(self, company):
        for product_id, location_id, stock, history in sql.broken_places(self.env, company):
            place = self.env["stock.location"].browse(location_id).display_name
            yield (
                product_id,
                self.env._(
                    "%(place)s holds %(stock)g, its movements say %(moved)g",
                    place=place,
                    stock=stock,
                    moved=history,
                ),
            )

    @api.model
    def _find_broken_undecided(self, company):
        for product_id, stock, waiting in sql.broken_undecided(self.env, company):
            yield (
                product_id,
                self.env._(
                    "undecided stock is %(stock)g, %(waiting)g exits wait",
                    stock=stock,
                    waiting=waiting,
                ),
            )

    @api.model
    def _find_broken_ledgers(self, company):
        for product_id, owner_id, journal, stock in sql.broken_ledgers(self.env, company):
            owner = self.env["res.partner"].browse(owner_id).display_name
            yield (
                product_id,
                self.env._(
                    "%(owner)s owns %(stock)g, its journal says %(journal)g",
                    owner=owner,
                    stock=stock,
                    journal=journal,
                ),
            )

    @api.model
    def _find_broken_statements(self, company):
        for line_id, stated, moved in sql.broken_statements(self.env, company):
            line = self.env["bookstore.statement.line"].browse(line_id)
            yield (
                line.product_id.id,
                self.env._(
                    "%(statement)s says %(stated)g, its movements %(moved)g",
                    statement=line.statement_id.name,
                    stated=stated,
                    moved=moved,
                ),
            )

    @api.model
    def _find_altered_exits(self, company):
        for move_id, moved, attributed in sql.altered_exits(self.env, company):
            move = self.env["stock.move"].browse(move_id)
            yield (
                move.product_id.id,
                self.env._(
                    "movement %(move)s of %(moved)g copies, %(attributed)g attributed",
                    move=move.reference or move.origin or move.id,
                    moved=moved,
                    attributed=attributed,
                ),
            )

    @api.model
    def _find_broken_owners(self, company):
        for product_id, owner_id, stock in sql.broken_owners(self.env, company):
            owner = self.env["res.partner"].browse(owner_id).display_name
            yield (
                product_id,
                self.env._("%(owner)s owns %(stock)g copies", owner=owner, stock=stock),
            )

    @api.model
    def _find_broken_waiting(self, company):
        for allocation_id, product_id, copies in sql.broken_waiting(self.env, company):
            entry = self.browse(allocation_id)
            yield (
                product_id,
                self.env._(
                    "the entry of %(date)s (%(move)s) waits with %(copies)g copies",
                    date=entry.date,
                    move=entry.move_id.reference or entry.id,
                    copies=copies,
                ),
            )

    @api.model
    def _raise_broken(self, company, broken):
        alerts = self.env["bookstore.alert"]
        known = alerts.search(
            [("company_id", "=", company.id), ("kind", "=", "check"), ("state", "=", "open")]
        )
        found = {(product_id, f"{rule}: {text}") for rule, product_id, text in broken}
        told = {(alert.product_id.id, alert.note): alert for alert in known}
        for key, alert in told.items():
            if key not in found:
                alert._close()
        alerts.create(
            [
                {
                    "kind": "check",
                    "company_id": company.id,
                    "product_id": product_id,
                    "note": note,
                    "date": fields.Datetime.now(),
                }
                for product_id, note in sorted(found - set(told))
            ]
        )
