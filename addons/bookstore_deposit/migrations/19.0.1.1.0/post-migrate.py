"""Terms kept on each exit, titles of the bookshop: what 19.0.1.0.0 read again each time.

A closed statement is not touched: its exits get the terms that it told.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    _mark_titles(cr)
    _fold_search(env)
    _freeze_stated(cr)
    _freeze_losses(env)
    _freeze_open(env)
    _ask_about_oversold(cr)
    _follow_proposals(cr)


def _mark_titles(cr):
    cr.execute(
        """
        UPDATE product_template template SET bookstore_is_title = TRUE
         WHERE template.bookstore_interesting
            OR EXISTS (
               SELECT 1 FROM product_product product
                WHERE product.product_tmpl_id = template.id
                  AND (product.id IN (SELECT product_id FROM bookstore_parcel_line)
                       OR product.id IN (SELECT product_id FROM bookstore_allocation)
                       OR product.id IN (SELECT product_id FROM bookstore_deposit_line)))
        """
    )


def _fold_search(env):
    """Letters such as ø and ł are found by o and l now."""
    titles = env["product.template"].with_context(active_test=False)
    found = titles.search([("bookstore_search", "=like", "%")]).filtered(
        lambda title: set(title.bookstore_search or "") & set("øłđðþħı")
    )
    found._compute_bookstore_search()


def _freeze_stated(cr):
    """Exits of closed statements have the discount of their line."""
    cr.execute(
        """
        UPDATE bookstore_allocation allocation
           SET discount = line.discount, is_owed = TRUE
          FROM bookstore_statement_line line
         WHERE line.id = allocation.statement_line_id
           AND allocation.kind IN ('sale', 'gift', 'loss')
        """
    )


def _freeze_losses(env):
    """Losses were paid when the amount of their line says so, not when the deposit says so now."""
    env.cr.execute(
        """
        UPDATE bookstore_allocation allocation SET is_owed = FALSE
          FROM (
            SELECT line.id
              FROM bookstore_statement_line line
              JOIN bookstore_allocation entry ON entry.statement_line_id = line.id
               AND entry.kind IN ('sale', 'gift', 'loss')
          GROUP BY line.id
            HAVING COUNT(*) FILTER (WHERE entry.kind = 'loss') > 0
               AND abs(line.amount - COALESCE(SUM(entry.quantity * entry.price_excluded)
                         FILTER (WHERE entry.kind != 'loss'), 0) * (100 - line.discount) / 100)
                 < abs(line.amount - COALESCE(SUM(entry.quantity * entry.price_excluded), 0)
                         * (100 - line.discount) / 100)
          ) unpaid
         WHERE allocation.statement_line_id = unpaid.id AND allocation.kind = 'loss'
        """
    )


def _freeze_open(env):
    """Exits no statement told yet have the terms that the next statement would have read."""
    journal = env["bookstore.allocation"]
    corrections = journal.search(
        [("statement_line_id", "=", False), ("reverse_of_id.statement_line_id", "!=", False)]
    )
    for entry in corrections:
        entry.write(
            {"discount": entry.reverse_of_id.discount, "is_owed": entry.reverse_of_id.is_owed}
        )
    unstated = journal.search(
        [("statement_line_id", "=", False), ("state", "in", ["pending", "decided"])]
    )
    (unstated - corrections)._freeze_terms()


def _ask_about_oversold(cr):
    """Copies sold beyond the stock had no possible owner: a person says whose they were."""
    cr.execute(
        """
        UPDATE bookstore_allocation allocation SET is_asked = TRUE
         WHERE state = 'pending'
           AND NOT EXISTS (SELECT 1 FROM bookstore_allocation_candidate_rel rel
                            WHERE rel.allocation_id = allocation.id)
        """
    )


def _follow_proposals(cr):
    """Quantities already in a draft may have been typed: they are kept."""
    cr.execute(
        """
        UPDATE bookstore_statement_line line
           SET proposed_reorder = -1, proposed_return = -1
          FROM bookstore_statement statement
         WHERE statement.id = line.statement_id AND statement.state = 'draft'
           AND (line.reorder != 0 OR line.to_return != 0)
        """
    )
