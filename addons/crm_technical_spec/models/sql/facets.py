"""What stands beside a result: how many products have which value."""

from odoo.tools import SQL


def _described(families, products=None, *conditions):
    """Return ``FROM …`` the index rows of the families, those of the products only.

    ``OFFSET 0`` keeps both apart. The planner takes family and product for independent, expects
    a tenth of the rows and would read the index product by product, four times as slow as the
    covering index of the families.
    """
    scope = SQL(" AND ").join([SQL("family_id IN %s", tuple(families)), *conditions])
    rows = SQL("FROM (SELECT * FROM tech_spec_index WHERE %s OFFSET 0) described", scope)
    return rows if products is None else SQL("%s WHERE product_id IN (%s)", rows, products)


def facets(env, families, products=None, attributes=None):
    """Return ``[(attribute_id, option_id, count, min, max)]`` over families or some products of them.

    :param SQL products: SELECT of the product ids to count; None counts the families' products
    """
    chosen = [SQL("attribute_id IN %s", tuple(attributes))] if attributes else []
    return env.execute_query(
        SQL(
            """SELECT attribute_id, option_id, COUNT(*), MIN(value_min), MAX(value_max)
                 %s GROUP BY attribute_id, option_id""",
            _described(families, products, *chosen),
        )
    )


def count_or_better(env, families, attributes, pairs, products):
    """Return ``[(attribute_id, option_id, products that have it or a better one)]``.

    :param pairs: ``(option id, id of an option that satisfies it)``, itself included
    """
    if not attributes:
        return []
    options = SQL("attribute_id IN %s AND option_id IS NOT NULL", tuple(attributes))
    return env.execute_query(
        SQL(
            """WITH held AS (
                   SELECT attribute_id, product_id, array_agg(option_id) AS options
                     %s GROUP BY attribute_id, product_id),
                    alike AS MATERIALIZED (
                   SELECT attribute_id, options, COUNT(*) AS amount
                     FROM held GROUP BY attribute_id, options),
                    better AS (
                   SELECT wanted, array_agg(option_id) AS options
                     FROM unnest(%s::int[], %s::int[]) pair (wanted, option_id) GROUP BY wanted)
               SELECT alike.attribute_id, better.wanted, SUM(alike.amount)::int
                 FROM alike JOIN better ON alike.options && better.options
                GROUP BY alike.attribute_id, better.wanted""",
            _described(families, products, options),
            [wanted for wanted, _better in pairs],
            [better for _wanted, better in pairs],
        )
    )


def common_values(env, families, attributes, products=None, limit=12):
    """Return ``[(attribute_id, min, max, count)]``: the commonest values of numeric attributes.

    The count is of the products that a click on the value gives: those whose interval holds it.
    """
    if not attributes:
        return []
    numbers = SQL("attribute_id IN %s AND option_id IS NULL", tuple(attributes))
    return env.execute_query(
        SQL(
            """WITH held AS MATERIALIZED (
                   SELECT attribute_id, value_min, value_max, COUNT(*) AS amount %(described)s
                    GROUP BY attribute_id, value_min, value_max),
                    common AS (
                   SELECT attribute_id, value_min, value_max FROM (
                       SELECT *, ROW_NUMBER() OVER (PARTITION BY attribute_id
                              ORDER BY amount DESC, value_min, value_max) AS place FROM held) ranked
                    WHERE place <= %(limit)s)
               SELECT common.attribute_id, common.value_min, common.value_max,
                      SUM(held.amount)::int
                 FROM common
                 JOIN held ON held.attribute_id = common.attribute_id
                      AND held.value_min <= common.value_min
                      AND held.value_max >= common.value_max
                GROUP BY common.attribute_id, common.value_min, common.value_max
                ORDER BY common.attribute_id, common.value_min, common.value_max""",
            described=_described(families, products, numbers),
            limit=limit,
        )
    )
