"""The search index: one row per variant, attribute (and option).

A variant's own value where it has one, else its template's. It is rebuilt, for the products
touched, in the transaction that changes a value.
"""

from odoo.tools import SQL

MANY = 1_000
"""Products after which the statistics are made anew: the plans for a catalogue that just arrived
would be those for an empty one until the server looks by itself."""


def reindex(env, template_ids):
    """Rebuild the index rows of these templates and raise their specification version.

    The version is written on purpose: of two transactions that touch the same product's values,
    REPEATABLE READ then lets only one through and the other starts again, seeing the first.
    """
    if not template_ids:
        return
    ids = tuple(template_ids)
    env.execute_query(
        SQL(
            """UPDATE product_template SET tech_spec_version = COALESCE(tech_spec_version, 0) + 1
               WHERE id IN %s RETURNING id""",
            ids,
        )
    )
    env.cr.execute(
        SQL(
            """DELETE FROM tech_spec_index WHERE product_id IN (
                   SELECT id FROM product_product WHERE product_tmpl_id IN %s)""",
            ids,
        )
    )
    env.cr.execute(
        SQL(
            """
    INSERT INTO tech_spec_index
           (product_id, family_id, attribute_id, option_id, value_min, value_max, value_id)
    SELECT chosen.variant, chosen.tech_family_id, chosen.attribute_id, picked.option_id,
           chosen.value_min, chosen.value_max, chosen.id
      FROM (SELECT DISTINCT ON (variant.id, value.attribute_id)
                   variant.id AS variant, value.id, value.attribute_id, value.value_min,
                   value.value_max, template.tech_family_id
              FROM tech_spec_value value
              JOIN product_template template ON template.id = value.product_tmpl_id
              JOIN product_product variant ON variant.product_tmpl_id = value.product_tmpl_id
                   AND (value.product_id IS NULL OR value.product_id = variant.id)
             WHERE value.product_tmpl_id IN %s AND NOT value.is_blank
             ORDER BY variant.id, value.attribute_id, value.product_id NULLS LAST) chosen
 LEFT JOIN tech_spec_value_option_rel picked ON picked.value_id = chosen.id
  ORDER BY chosen.attribute_id, chosen.value_max, chosen.value_min""",  # as the indexes are filled
            ids,
        )
    )
    if len(ids) >= MANY:
        env.cr.execute(SQL("ANALYZE tech_spec_value, tech_spec_index"))
