"""Figures that were read one way although they read two are written so that they stay as stored."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.figures import settle_figures
from odoo.addons.crm_technical_spec.core.parsing import parse_measure

TWO_READINGS = "[1-9][0-9]{0,2}[.,][0-9]{3}([^0-9]|$)"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for table in ("tech_spec_value", "tech_requirement_line"):
        if env.execute_query(SQL("SELECT to_regclass(%s)", table))[0][0]:
            _settle(env, SQL.identifier(table))
    env.registry.clear_cache()


def _settle(env, table):
    """The release before took a single mark for the decimal one: keep that reading."""
    found = env.execute_query(
        SQL(
            """SELECT entry.id, entry.value_text FROM %s entry
                 JOIN tech_spec_attribute attribute ON attribute.id = entry.attribute_id
                WHERE attribute.kind IN ('number', 'range') AND entry.value_text ~ %s""",
            table,
            TWO_READINGS,
        )
    )
    for entry, text in found:
        if _reads_two_ways(text):
            kept = settle_figures(text, "," if "," in text else ".")
            env.cr.execute(SQL("UPDATE %s SET value_text = %s WHERE id = %s", table, kept, entry))


def _reads_two_ways(text):
    try:
        parse_measure(text)
    except SpecError as error:
        return error.code == "number_ambiguous"
    return False
