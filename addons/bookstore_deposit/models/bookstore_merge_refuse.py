from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class BookstoreMerge(models.Model):
    """What cannot be merged is refused in one sentence that says what to do."""

    _inherit = "bookstore.merge"

    def _check_mergeable(self):
        obstacle = next(self._get_obstacles(), None)
        if obstacle:
            raise UserError(obstacle)

    def _get_obstacles(self):
        """Sentences; extended by whoever has documents that must be finished first."""
        yield from self._get_obstacles_of_titles()
        yield from self._get_obstacles_of_companies()
        yield from self._get_obstacles_of_discounts()
        yield from self._get_obstacles_of_counts()
        yield from self._get_obstacles_of_deliveries()
        yield from self._get_obstacles_of_tills()

    def _get_obstacles_of_titles(self):
        titles = self.title_ids
        if len(titles) < 2 or self.kept_id not in titles:
            yield self.env._("Choose two records of one book or more, and which of them is kept.")
        for title in titles:
            if title.bookstore_merged_into_id:
                yield self.env._(
                    "%(title)s was merged into %(kept)s already. Take it off the list.",
                    title=title.name,
                    kept=title.bookstore_merged_into_id.name,
                )
            if not title.is_storable or title.tracking != "none":
                yield self.env._(
                    "%s is no title whose copies are alike (service, lot or serial number): it is"
                    " not merged.",
                    title.name,
                )
            if len(title.product_tmpl_id.with_context(active_test=False).product_variant_ids) > 1:
                yield self.env._("%s has several variants: it is not merged.", title.name)
        if len(titles.uom_id) > 1:
            yield self.env._("These records are counted in different units: they are not merged.")

    def _get_obstacles_of_companies(self):
        companies = {title.company_id.id or 0 for title in self.title_ids}
        if len(companies) > 1 or self.title_ids.company_id - self.company_id:
            yield self.env._(
                "These records are of different companies: a book of one shop is not merged with"
                " that of another."
            )
        for title, company in self._find_elsewhere():
            yield self.env._(
                "%(title)s has copies or deposits in %(company)s too: titles of several shops"
                " are not merged.",
                title=title.name,
                company=company.name,
            )

    def _find_elsewhere(self):
        """What other shops have of these titles, and their documents that would follow."""
        elsewhere = Domain("company_id", "not in", [False, self.company_id.id])
        for model, domain in (
            ("stock.quant", [("location_id.usage", "in", ["internal", "transit"])]),
            ("bookstore.allocation", []),
            ("bookstore.deposit.line", []),
        ):
            titles = Domain("product_id", "in", self.title_ids.ids)
            found = self.env[model].search(elsewhere & titles & Domain(domain), limit=1)
            if found:
                yield found.product_id, found.company_id
        for other in self.title_ids - self.kept_id:
            for follower in self._get_all_followers(other):
                model = self.env[follower["model"]]
                if "company_id" not in model._fields or model._name == "product.product":
                    continue
                domain = elsewhere & Domain(follower.get("domain", []))
                found = self._find_lines(other, **(follower | {"domain": domain}))
                if found:
                    yield other, found[:1].company_id

    def _get_obstacles_of_discounts(self):
        """What is owed for a title of a deposit follows from one line."""
        lines = self.env["bookstore.deposit.line"]
        lines = lines.search([("product_id", "in", self.title_ids.ids)])
        for deposit, own in lines.grouped("deposit_id").items():
            if len({line.has_own_discount and (line.discount,) for line in own}) > 1:
                yield self.env._(
                    "%(title)s has different discounts in the deposit of %(partner)s. Give all its"
                    " records the same one there first.",
                    title=own[0].product_id.name,
                    partner=deposit.partner_id.name,
                )

    def _get_obstacles_of_counts(self):
        """A title that is being counted stays what it is until the inventory is closed."""
        locked = self.env["stock.location"].search([("bookstore_count_id", "!=", False)])
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", self.title_ids.ids),
                ("location_id", "child_of", locked.ids),
                ("quantity", "!=", 0),
            ],
            limit=1,
        )
        counting = ("count_id.state", "in", ["counting", "review"])
        titles = ("product_id", "in", self.title_ids.ids)
        scans = self.env["bookstore.count.scan"].search([counting, titles], limit=1)
        lines = self.env["bookstore.count.line"].search([counting, titles], limit=1)
        title = quants.product_id or scans.product_id or lines.product_id
        if title:
            above = quants.location_id._bookstore_get_locked_above()
            count = scans.count_id or lines.count_id or above.bookstore_count_id
            yield self.env._(
                "%(title)s is being counted (%(count)s). Close that inventory first.",
                title=title.name,
                count=count.name,
            )

    def _get_obstacles_of_deliveries(self):
        """What left or came in part belongs to a line that names the former record."""
        for move in self._get_open_moves(self.title_ids - self.kept_id):
            name = move.picking_id.name or move.reference or move.display_name
            if any(move.move_line_ids.mapped("picked")):
                yield self.env._(
                    "%(document)s is being prepared with copies of %(title)s. Validate or cancel"
                    " it first.",
                    document=name,
                    title=move.product_id.name,
                )
            lines = move.sale_line_id.move_ids | move.purchase_line_id.move_ids
            if "done" in lines.mapped("state"):
                yield self.env._(
                    "%(document)s is done in part with copies of %(title)s. Finish the rest, or"
                    " cancel it, first.",
                    document=name,
                    title=move.product_id.name,
                )

    def _get_obstacles_of_tills(self):
        lines = self.env["pos.order.line"].search(
            [
                ("product_id", "in", (self.title_ids - self.kept_id).ids),
                ("order_id.state", "=", "draft"),
            ],
            limit=1,
        )
        if lines:
            yield self.env._(
                "%(title)s is in an order of the till that is not paid yet (%(order)s). Let it be"
                " paid or cancelled first.",
                title=lines.product_id.name,
                order=lines.order_id.display_name,
            )
