"""Criteria as conditions on the index: which products meet them, which come nearest."""

from typing import NamedTuple

from odoo.tools import SQL

from ...core.matching import Box
from ...core.words import fold

_SIDES = (
    ("min_from", SQL("value_min"), SQL(">=")),
    ("min_to", SQL("value_min"), SQL("<=")),
    ("max_from", SQL("value_max"), SQL(">=")),
    ("max_to", SQL("value_max"), SQL("<=")),
)
NEVER = (0,)
ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
FOLDED = SQL(
    "replace(replace(translate(lower(value.value_text), %s, %s), 'œ', 'oe'), 'æ', 'ae')",
    ACCENTED,
    PLAIN,
)
"""A text as :func:`core.words.fold` has it: accents and capitals do not count."""


def _box_condition(box: Box):
    parts = [
        SQL("%s %s %s", column, sign, limit)
        for side, column, sign in _SIDES
        if (limit := getattr(box, side)) is not None
    ]
    return SQL(" AND ").join(parts) if parts else SQL("TRUE")


def scope_condition(families):
    return SQL("family_id IN %s AND ", tuple(families)) if families else SQL()


def _rows_of(criterion, families, condition):
    """SELECT the product ids whose value of the criterion's attribute meets ``condition``."""
    kind = SQL("IS NOT NULL") if criterion.is_option else SQL("IS NULL")
    return SQL(
        "SELECT product_id FROM tech_spec_index WHERE %sattribute_id = %s AND option_id %s AND %s",
        scope_condition(families),
        criterion.attribute,
        kind,
        condition,
    )


def passing(criterion, families=()):
    """Return the SELECT of the product ids that pass one criterion."""
    if criterion.words:
        return _text_rows(criterion, families)
    if criterion.is_option:
        groups = [
            _rows_of(criterion, families, SQL("option_id IN %s", tuple(group) or NEVER))
            for group in criterion.options or (NEVER,)
        ]
        return SQL(" INTERSECT ").join(groups) if len(groups) > 1 else groups[0]
    return _rows_of(criterion, families, _box_condition(criterion.box))


def _text_condition(criterion):
    return SQL(" AND ").join(
        SQL("%s LIKE %s", FOLDED, f"%{_escape(fold(word))}%") for word in criterion.words
    )


def _escape(word):
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _text_rows(criterion, families):
    return SQL(
        """SELECT entry.product_id FROM tech_spec_index entry
             JOIN tech_spec_value value ON value.id = entry.value_id
            WHERE %sentry.attribute_id = %s AND %s""",
        scope_condition(families),
        criterion.attribute,
        _text_condition(criterion),
    )


def matching_all(criteria, families=()):
    """Return the SELECT of the product ids that pass every criterion (at least one)."""
    if len(criteria) == 1:  # a product with several options has several rows
        return SQL("SELECT DISTINCT product_id FROM (%s) one", passing(criteria[0], families))
    return SQL(" INTERSECT ").join(passing(criterion, families) for criterion in criteria)


def found_among(criteria, families, visible):
    """Return the SELECT of the visible products that pass every criterion."""
    if not criteria:
        return SQL("SELECT everything.id AS product_id FROM (%s) AS everything (id)", visible)
    return SQL(
        "SELECT product_id FROM (%s) found WHERE product_id IN (%s)",
        matching_all(criteria, families),
        visible,
    )


def matching_terms(terms):
    """Return the SELECT of the product ids that meet every term in one of its meanings.

    :param terms: a list of lists of criteria; the criteria of a term are its possible meanings
    """
    meanings = (
        SQL(" UNION ").join(SQL("(%s)", passing(criterion)) for criterion in criteria)
        for criteria in terms
    )
    return SQL(" INTERSECT ").join(SQL("(%s)", meaning) for meaning in meanings)


def find(env, criteria, families, visible, limit=None, offset=0):
    """Return ``(product ids, total)`` of the visible products that pass every criterion.

    Without criterion these are all visible products, those that say nothing included.
    """
    base = found_among(criteria, families, visible)
    rows = env.execute_query(
        SQL(
            "SELECT product_id, count(*) OVER () FROM (%s) page ORDER BY product_id LIMIT %s OFFSET %s",
            base,
            limit,
            offset,
        )
    )
    return [product_id for product_id, _total in rows], rows[0][1] if rows else 0


def _option_verdicts(criterion):
    """Return the verdict of each group of options: the worst is the criterion's."""
    pairs = list(zip(criterion.options, criterion.near_options, strict=True)) or [(NEVER, NEVER)]
    return [
        SQL(
            "MAX(CASE WHEN option_id IN %s THEN 2 WHEN option_id IN %s THEN 1 ELSE 0 END)",
            tuple(passing) or NEVER,
            tuple(near) or NEVER,
        )
        for passing, near in pairs
    ]


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
            scope_condition(families),
            criterion.attribute,
        )
    if criterion.is_option:
        verdict = SQL("LEAST(%s)", SQL(", ").join(_option_verdicts(criterion)))
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
        scope_condition(families),
        criterion.attribute,
        where,
    )


class Rated(NamedTuple):
    """A product judged by a need.

    Tier 0 passes all musts, 1 passes what is known and leaves something to confirm, 2 is near, 3
    fails a must; products that meet the need equally well share their ``place`` (1 is best);
    ``judged`` products were compared, of which ``fitting`` are of tier 0.
    """

    product: int
    tier: int
    score: float
    place: int
    judged: int
    fitting: int


def rank(env, criteria, families, visible, limit):
    """Return the best products for a need as :class:`Rated`, best first, ties at the end included.

    Every visible product is judged: one that says nothing is to be confirmed, never absent.
    """
    musts = sum(criterion.must for criterion in criteria)
    wishes = sum(criterion.weight for criterion in criteria if not criterion.must)
    rows = SQL(" UNION ALL ").join(_verdict_rows(criterion, families) for criterion in criteria)
    found = env.execute_query(
        SQL(
            """
    WITH judged AS (
        SELECT product_id,
               COUNT(*) FILTER (WHERE must AND verdict = 0) AS failed,
               COUNT(*) FILTER (WHERE must AND verdict = 1) AS near,
               %(musts)s - COUNT(*) FILTER (WHERE must) AS unknown,
               COALESCE(SUM(weight) FILTER (WHERE NOT must AND verdict = 2), 0) AS gained
          FROM (%(rows)s) verdicts
         GROUP BY product_id
    ), tiered AS (
        SELECT visible.id AS product_id, COALESCE(failed, 0) AS failed, COALESCE(near, 0) AS near,
               COALESCE(unknown, %(musts)s) AS unknown, COALESCE(gained, 0) AS gained,
               CASE WHEN failed > 0 THEN 3 WHEN near > 0 THEN 2
                    WHEN COALESCE(unknown, %(musts)s) > 0 THEN 1 ELSE 0 END AS tier
          FROM (%(visible)s) AS visible (id)
     LEFT JOIN judged ON judged.product_id = visible.id
    ), best AS (
        SELECT product_id, tier, gained,
               RANK() OVER (ORDER BY tier, failed, near, unknown, gained DESC) AS place
          FROM tiered
      ORDER BY tier, failed, near, unknown, gained DESC
         FETCH FIRST %(limit)s ROWS WITH TIES
    )
    SELECT product_id, tier,
           CASE WHEN %(wishes)s > 0 THEN 100.0 * gained / %(wishes)s ELSE 100.0 END::float8,
           place, (SELECT COUNT(*) FROM tiered), (SELECT COUNT(*) FROM tiered WHERE tier = 0)
      FROM best
     ORDER BY place, product_id""",
            musts=musts,
            wishes=wishes,
            rows=rows,
            visible=visible,
            limit=limit,
        )
    )
    return [Rated(*row) for row in found]
