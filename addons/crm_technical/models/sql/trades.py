"""Which orders are technical sales: one condition for every analysis."""

from typing import NamedTuple

from odoo.tools import SQL


class Marks(NamedTuple):
    """Boolean or id columns that mark what other trades sell."""

    orders: list[str]
    products: list[str]


NONE = Marks([], [])


def is_ours(marks):
    """Condition on ``sale``, an order: none of a rental, a transport or a shop, and of no books.

    :param marks: see ``sale.order._tech_get_other_trades``
    """
    return SQL(" AND ").join(
        [
            SQL("TRUE"),
            *(
                SQL("NOT COALESCE(sale.%s::int, 0) > 0", SQL.identifier(name))
                for name in marks.orders
            ),
            *(_has_none_of(SQL.identifier(name)) for name in marks.products),
        ]
    )


def _has_none_of(mark):
    return SQL(
        """NOT EXISTS (
            SELECT FROM sale_order_line other
              JOIN product_product other_variant ON other_variant.id = other.product_id
              JOIN product_template other_template
                   ON other_template.id = other_variant.product_tmpl_id
             WHERE other.order_id = sale.id AND other_template.%s)""",
        mark,
    )
