"""Many values at once: staged, logged, merged."""

import csv
import io

from odoo.tools import SQL

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
_FORGET_NOTHING = SQL(
    """DELETE FROM tech_spec_stage stage WHERE is_blank AND NOT EXISTS (
           SELECT 1 FROM tech_spec_value value WHERE %s AND NOT value.is_blank)""",
    _SAME,
)
"""What clears a value that is not there."""
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
    env.cr.execute(_FORGET_NOTHING)
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
    """Write the values, and their options where they are of options: most values are numbers.

    One statement: the ids come from the rows written, no plan is made over tables that just grew.
    """
    env.cr.execute(
        SQL(
            """WITH merged AS (
               INSERT INTO tech_spec_value AS value (product_tmpl_id, product_id, attribute_id,
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
                      write_date = EXCLUDED.write_date
               RETURNING id, product_tmpl_id, attribute_id, product_id),
                    chosen AS (
               SELECT value.id, stage.options
                 FROM merged value
                 JOIN tech_spec_attribute attribute ON attribute.id = value.attribute_id
                      AND attribute.kind = 'option'
                 JOIN tech_spec_stage stage ON %(same)s),
                    dropped AS (
               DELETE FROM tech_spec_value_option_rel held USING chosen
                WHERE held.value_id = chosen.id AND held.option_id != ALL (chosen.options))
               INSERT INTO tech_spec_value_option_rel (value_id, option_id)
               SELECT id, unnest(options) FROM chosen
               ON CONFLICT DO NOTHING""",
            uid=env.uid,
            same=_SAME,
        )
    )


def reword(values, text):
    """Write the text of values anew where it says the same as before: no reading, no history."""
    values.flush_recordset(["value_text"])
    values.env.cr.execute(
        SQL("UPDATE tech_spec_value SET value_text = %s WHERE id IN %s", text, values._ids)
    )
    values.invalidate_recordset(["value_text"])
