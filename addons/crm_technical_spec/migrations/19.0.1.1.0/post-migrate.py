"""Figures that were read one way although they read two are written so that they stay as stored."""

from odoo import SUPERUSER_ID, api

from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.figures import settle_figures
from odoo.addons.crm_technical_spec.core.parsing import parse_measure


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for table in ("tech_spec_value", "tech_requirement_line"):
        cr.execute("SELECT to_regclass(%s)", [table])
        if cr.fetchone()[0]:
            _settle(cr, table)
    env.registry.clear_cache()


def _settle(cr, table):
    """The release before took a single mark for the decimal one: keep that reading."""
    cr.execute(
        f"""SELECT entry.id, entry.value_text FROM {table} entry
              JOIN tech_spec_attribute attribute ON attribute.id = entry.attribute_id
             WHERE attribute.kind IN ('number', 'range')
               AND entry.value_text ~ '[1-9][0-9]{{0,2}}[.,][0-9]{{3}}([^0-9]|$)'"""
    )
    for entry, text in cr.fetchall():
        try:
            parse_measure(text)
        except SpecError as error:
            if error.code != "number_ambiguous":
                continue
            mark = "," if "," in text else "."
            cr.execute(
                f"UPDATE {table} SET value_text = %s WHERE id = %s",
                [settle_figures(text, mark), entry],
            )
