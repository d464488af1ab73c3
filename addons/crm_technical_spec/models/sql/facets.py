"""What stands beside a result: how many products have which value."""

from odoo.tools import SQL

from .matching import scope_condition


def facets(env, families, products=None, attributes=None):
    """Return ``[(attribute_id, option_id, count, min, max)]`` over a family or a set of products.

    :param SQL products: SELECT of the product ids to count; None counts the families' products
    """
    scope = [SQL("family_id IN %s", tuple(families))] if families else []
    if products is not None:
        scope.append(SQL("product_id IN (%s)", products))
    if attributes:
        scope.append(SQL("attribute_id IN %s", tuple(attributes)))
    where = SQL("WHERE %s", SQL(" AND ").join(scope)) if scope else SQL()
    return env.execute_query(
        SQL(
            """SELECT attribute_id, option_id, COUNT(*), MIN(value_min), MAX(value_max)
                 FROM tech_spec_index %s GROUP BY attribute_id, option_id""",
            where,
        )
    )


def count_or_better(env, families, attributes, pairs, products):
    """Return ``[(attribute_id, option_id, products that have it or a better one)]``.

    :param pairs: ``(option id, id of an option that satisfies it)``, itself included
    """
    if not attributes:
        return []
    return env.execute_query(
        SQL(
            """WITH held AS MATERIALIZED (
                   SELECT attribute_id, option_id, product_id FROM tech_spec_index
                    WHERE %sattribute_id IN %s AND option_id IS NOT NULL AND product_id IN (%s)),
                    better (wanted, option_id) AS (
                   SELECT * FROM unnest(%s::int[], %s::int[]))
               SELECT held.attribute_id, better.wanted, COUNT(DISTINCT held.product_id)
                 FROM held JOIN better USING (option_id)
                GROUP BY held.attribute_id, better.wanted""",
            scope_condition(families),
            tuple(attributes),
            products,
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
    within = SQL("AND product_id IN (%s)", products) if products is not None else SQL()
    return env.execute_query(
        SQL(
            """WITH held AS MATERIALIZED (
                   SELECT attribute_id, value_min, value_max, COUNT(*) AS amount FROM tech_spec_index
                    WHERE %(scope)sattribute_id IN %(attributes)s AND option_id IS NULL %(within)s
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
            scope=scope_condition(families),
            attributes=tuple(attributes),
            within=within,
            limit=limit,
        )
    )
