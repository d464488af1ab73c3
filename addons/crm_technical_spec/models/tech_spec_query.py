"""All SQL of the add-on: the search index, the matching, the facets, the bulk store.

The index table holds one row per variant, attribute (and option): a variant's own value where it
has one, else its template's. It is rebuilt, for the products touched, in the transaction that
changes a value.
"""

import csv
import io

from odoo.tools import SQL

from ..core.matching import Box

_SIDES = (
    ("min_from", SQL("value_min"), SQL(">=")),
    ("min_to", SQL("value_min"), SQL("<=")),
    ("max_from", SQL("value_max"), SQL(">=")),
    ("max_to", SQL("value_max"), SQL("<=")),
)
NEVER = (0,)


# --- the search index -------------------------------------------------------------------------


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


# --- matching ---------------------------------------------------------------------------------


def _box_condition(box: Box):
    parts = [
        SQL("%s %s %s", column, sign, limit)
        for side, column, sign in _SIDES
        if (limit := getattr(box, side)) is not None
    ]
    return SQL(" AND ").join(parts) if parts else SQL("TRUE")


def _scope(families):
    return SQL("family_id IN %s AND ", tuple(families)) if families else SQL()


def _rows_of(criterion, families, condition):
    """SELECT the product ids whose value of the criterion's attribute meets ``condition``."""
    kind = SQL("IS NOT NULL") if criterion.is_option else SQL("IS NULL")
    return SQL(
        "SELECT product_id FROM tech_spec_index WHERE %sattribute_id = %s AND option_id %s AND %s",
        _scope(families),
        criterion.attribute,
        kind,
        condition,
    )


def passing(criterion, families=()):
    """Return the SELECT of the product ids that pass one criterion."""
    if criterion.words:
        return _text_rows(criterion, families)
    if criterion.is_option:
        options = tuple(criterion.options) or NEVER
        return _rows_of(criterion, families, SQL("option_id IN %s", options))
    return _rows_of(criterion, families, _box_condition(criterion.box))


def _text_condition(criterion):
    return SQL(" AND ").join(
        SQL("value.value_text ILIKE %s", f"%{_escape(word)}%") for word in criterion.words
    )


def _escape(word):
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _text_rows(criterion, families):
    return SQL(
        """SELECT entry.product_id FROM tech_spec_index entry
             JOIN tech_spec_value value ON value.id = entry.value_id
            WHERE %sentry.attribute_id = %s AND %s""",
        _scope(families),
        criterion.attribute,
        _text_condition(criterion),
    )


def matching_all(criteria, families=()):
    """Return the SELECT of the product ids that pass every criterion."""
    if not criteria:
        scope = SQL("WHERE family_id IN %s", tuple(families)) if families else SQL()
        return SQL("SELECT DISTINCT product_id FROM tech_spec_index %s", scope)
    if len(criteria) == 1:  # a product with several options has several rows
        return SQL("SELECT DISTINCT product_id FROM (%s) one", passing(criteria[0], families))
    return SQL(" INTERSECT ").join(passing(criterion, families) for criterion in criteria)


def find(env, criteria, families, visible, limit=None, offset=0):
    """Return ``(product ids, total)`` of the visible products that pass every criterion."""
    base = SQL(
        "SELECT product_id FROM (%s) found WHERE product_id IN (%s)",
        matching_all(criteria, families),
        visible,
    )
    rows = env.execute_query(
        SQL(
            "SELECT product_id, count(*) OVER () FROM (%s) page ORDER BY product_id LIMIT %s OFFSET %s",
            base,
            limit,
            offset,
        )
    )
    return [product_id for product_id, _total in rows], rows[0][1] if rows else 0


def _verdict_rows(criterion, families):
    """SELECT (product_id, must, weight, verdict): 2 pass, 1 near, 0 fail, one row a product."""
    facts = SQL("%s AS must, %s AS weight", criterion.must, criterion.weight)
    if criterion.words:
        return SQL(
            """SELECT entry.product_id, %s, CASE WHEN %s THEN 2 ELSE 0 END AS verdict
                 FROM tech_spec_index entry
                 JOIN tech_spec_value value ON value.id = entry.value_id
                WHERE %sentry.attribute_id = %s""",
            facts,
            _text_condition(criterion),
            _scope(families),
            criterion.attribute,
        )
    if criterion.is_option:
        verdict = SQL(
            "MAX(CASE WHEN option_id IN %s THEN 2 WHEN option_id IN %s THEN 1 ELSE 0 END)",
            tuple(criterion.options) or NEVER,
            tuple(criterion.near_options) or NEVER,
        )
        where = SQL("option_id IS NOT NULL GROUP BY product_id")
    else:
        near = _box_condition(criterion.near_box) if criterion.near_box else SQL("FALSE")
        verdict = SQL(
            "CASE WHEN %s THEN 2 WHEN %s THEN 1 ELSE 0 END", _box_condition(criterion.box), near
        )
        where = SQL("option_id IS NULL")
    return SQL(
        "SELECT product_id, %s, %s AS verdict FROM tech_spec_index WHERE %sattribute_id = %s AND %s",
        facts,
        verdict,
        _scope(families),
        criterion.attribute,
        where,
    )


def rank(env, criteria, families, visible, limit):
    """Return the best products for a need, best first.

    :return: list of ``(product_id, tier, score, total, complete, place)``: tier 0 passes all musts,
        1 passes what is known and leaves something to confirm, 2 is near, 3 fails a must; ``total``
        products were judged, of which ``complete`` are of tier 0; products that meet the need
        equally well share their ``place`` (1 is best)
    """
    musts = sum(criterion.must for criterion in criteria)
    wishes = sum(criterion.weight for criterion in criteria if not criterion.must)
    rows = SQL(" UNION ALL ").join(_verdict_rows(criterion, families) for criterion in criteria)
    return env.execute_query(
        SQL(
            """
    WITH judged AS (
        SELECT product_id,
               COUNT(*) FILTER (WHERE must AND verdict = 0) AS failed,
               COUNT(*) FILTER (WHERE must AND verdict = 1) AS near,
               %(musts)s - COUNT(*) FILTER (WHERE must) AS unknown,
               COALESCE(SUM(weight) FILTER (WHERE NOT must AND verdict = 2), 0) AS gained,
               COUNT(*) FILTER (WHERE NOT must AND verdict = 1) AS close
          FROM (%(rows)s) verdicts
         WHERE product_id IN (%(visible)s)
         GROUP BY product_id
    ), tiered AS (
        SELECT product_id, failed, near, unknown, gained, close,
               CASE WHEN failed > 0 THEN 3 WHEN near > 0 THEN 2 WHEN unknown > 0 THEN 1 ELSE 0 END
                    AS tier
          FROM judged
    )
    SELECT product_id, tier,
           CASE WHEN %(wishes)s > 0 THEN 100.0 * gained / %(wishes)s ELSE 100.0 END::float8,
           COUNT(*) OVER (), COUNT(*) FILTER (WHERE tier = 0) OVER (),
           RANK() OVER (ORDER BY tier, failed, near, unknown, gained DESC)
      FROM tiered
     ORDER BY tier, failed, near, unknown, gained DESC, close DESC, product_id
     LIMIT %(limit)s""",
            musts=musts,
            wishes=wishes,
            rows=rows,
            visible=visible,
            limit=limit,
        )
    )


# --- facets -----------------------------------------------------------------------------------


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
            _scope(families),
            tuple(attributes),
            products,
            [wanted for wanted, _better in pairs],
            [better for _wanted, better in pairs],
        )
    )


def common_values(env, families, attributes, products=None, limit=12):
    """Return ``[(attribute_id, min, max, count)]``: the commonest values of numeric attributes."""
    if not attributes:
        return []
    within = SQL("AND product_id IN (%s)", products) if products is not None else SQL()
    return env.execute_query(
        SQL(
            """SELECT attribute_id, value_min, value_max, amount FROM (
                   SELECT attribute_id, value_min, value_max, COUNT(*) AS amount,
                          ROW_NUMBER() OVER (PARTITION BY attribute_id ORDER BY COUNT(*) DESC) AS place
                     FROM tech_spec_index
                    WHERE %sattribute_id IN %s AND option_id IS NULL %s
                    GROUP BY attribute_id, value_min, value_max) ranked
                WHERE place <= %s ORDER BY attribute_id, value_min, value_max""",
            _scope(families),
            tuple(attributes),
            within,
            limit,
        )
    )


def incomplete_templates():
    """SELECT the templates that lack a required attribute of their family or one above."""
    return SQL(
        """SELECT template.id FROM product_template template
             JOIN tech_spec_family family ON family.id = template.tech_family_id
             JOIN tech_spec_family above ON family.parent_path LIKE above.parent_path || '%%'
             JOIN tech_spec_family_line line ON line.family_id = above.id AND line.required
            WHERE NOT EXISTS (SELECT 1 FROM tech_spec_value value
                               WHERE value.product_tmpl_id = template.id AND NOT value.is_blank
                                 AND value.attribute_id = line.attribute_id)"""
    )


def reword(values, text):
    """Write the text of values anew where it says the same as before: no reading, no history."""
    values.flush_recordset(["value_text"])
    values.env.cr.execute(
        SQL("UPDATE tech_spec_value SET value_text = %s WHERE id IN %s", text, values._ids)
    )
    values.invalidate_recordset(["value_text"])


# --- bulk store -------------------------------------------------------------------------------

_STAGE = SQL(
    """CREATE TEMP TABLE IF NOT EXISTS tech_spec_stage (
           product_tmpl_id int, product_id int, attribute_id int, value_text text,
           value_min float8, value_max float8, unit_id int, is_blank bool, options int[]
       ) ON COMMIT DROP"""
)
_SAME = SQL(
    """value.product_tmpl_id = stage.product_tmpl_id AND value.attribute_id = stage.attribute_id
       AND COALESCE(value.product_id, 0) = COALESCE(stage.product_id, 0)"""
)
_FORGET_KNOWN = SQL(
    """DELETE FROM tech_spec_stage stage USING tech_spec_value value
        WHERE %s AND (value.value_text, value.value_min, value.value_max)
                 IS NOT DISTINCT FROM (stage.value_text, stage.value_min, stage.value_max)""",
    _SAME,
)
_COPY = "COPY tech_spec_stage FROM STDIN WITH (FORMAT csv, NULL '\\N')"


def bulk_store(env, entries):
    """Insert or update many values at once and log what changed; the caller reindexes.

    :param entries: iterable of ``(template id, variant id or None, attribute id, Reading)``, at most
        one for the same three ids
    :return: the ids of the templates of which a value changed
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    for template, variant, attribute, reading in entries:
        writer.writerow(
            (
                template,
                variant or "\\N",
                attribute,
                reading.text,
                repr(reading.value_min),
                repr(reading.value_max),
                reading.unit or "\\N",
                not reading.text,
                f"{{{','.join(map(str, reading.options))}}}",
            )
        )
    stream.seek(0)
    env.flush_all()
    env.cr.execute(_STAGE)
    env.cr.execute(SQL("TRUNCATE tech_spec_stage"))
    env.cr.copy_expert(_COPY, stream)
    env.cr.execute(SQL("ANALYZE tech_spec_stage"))  # else the plans below are made for ten rows
    env.cr.execute(_FORGET_KNOWN)
    _log_stage(env)
    _merge_stage(env)
    env.invalidate_all()
    return {
        template
        for (template,) in env.execute_query(
            SQL("SELECT DISTINCT product_tmpl_id FROM tech_spec_stage")
        )
    }


def _log_stage(env):
    """History: what a recorded value was and became (first values carry their own author)."""
    env.cr.execute(
        SQL(
            """INSERT INTO tech_spec_change (product_tmpl_id, product_id, attribute_id, old_value,
                      new_value, version, create_uid, create_date, write_uid, write_date)
               SELECT value.product_tmpl_id, value.product_id, value.attribute_id, value.value_text,
                      stage.value_text, COALESCE(template.tech_spec_version, 0) + 1,
                      %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                 FROM tech_spec_stage stage
                 JOIN tech_spec_value value ON %(same)s
                 JOIN product_template template ON template.id = value.product_tmpl_id
                WHERE value.value_text IS DISTINCT FROM stage.value_text""",
            uid=env.uid,
            same=_SAME,
        )
    )


def _merge_stage(env):
    """Write the values, then their options anew: most values are numbers and have none."""
    env.cr.execute(
        SQL(
            """INSERT INTO tech_spec_value AS value (product_tmpl_id, product_id, attribute_id,
                      value_text, value_min, value_max, unit_id, is_blank, create_uid, create_date,
                      write_uid, write_date, group_sequence, attribute_sequence)
               SELECT stage.product_tmpl_id, stage.product_id, stage.attribute_id,
                      stage.value_text, stage.value_min, stage.value_max, stage.unit_id,
                      stage.is_blank, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                      now() AT TIME ZONE 'UTC', attribute.group_sequence, attribute.sequence
                 FROM tech_spec_stage stage
                 JOIN tech_spec_attribute attribute ON attribute.id = stage.attribute_id
               ON CONFLICT (product_tmpl_id, attribute_id, COALESCE(product_id, 0)) DO UPDATE
                  SET value_text = EXCLUDED.value_text, value_min = EXCLUDED.value_min,
                      value_max = EXCLUDED.value_max, unit_id = EXCLUDED.unit_id,
                      is_blank = EXCLUDED.is_blank, write_uid = EXCLUDED.write_uid,
                      write_date = EXCLUDED.write_date""",
            uid=env.uid,
        )
    )
    env.cr.execute(
        SQL(
            """DELETE FROM tech_spec_value_option_rel WHERE value_id IN (
                   SELECT value.id FROM tech_spec_stage stage JOIN tech_spec_value value ON %s
                     JOIN tech_spec_attribute attribute ON attribute.id = stage.attribute_id
                    WHERE attribute.kind = 'option')""",
            _SAME,
        )
    )
    env.cr.execute(
        SQL(
            """INSERT INTO tech_spec_value_option_rel (value_id, option_id)
               SELECT value.id, unnest(stage.options)
                 FROM tech_spec_stage stage JOIN tech_spec_value value ON %s
                WHERE stage.options != '{}'""",
            _SAME,
        )
    )
