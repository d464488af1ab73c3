"""Which products lack a required specification: a variant has its own values and its product's."""

from odoo.tools import SQL

_ASKED = SQL(
    """FROM product_template template
       JOIN product_product variant ON variant.product_tmpl_id = template.id AND variant.active
       JOIN tech_spec_family family ON family.id = template.tech_family_id
       JOIN tech_spec_family above ON family.parent_path LIKE above.parent_path || '%%'
       JOIN tech_spec_family_line line ON line.family_id = above.id AND line.required
      WHERE NOT EXISTS (SELECT 1 FROM tech_spec_value value
                         WHERE value.product_tmpl_id = template.id AND NOT value.is_blank
                           AND COALESCE(value.product_id, variant.id) = variant.id
                           AND value.attribute_id = line.attribute_id)"""
)


def incomplete_templates():
    """SELECT the templates of which a variant lacks a required attribute of its family."""
    return SQL("SELECT DISTINCT template.id %s", _ASKED)


def incomplete_variants():
    """SELECT the variants that lack a required attribute of their family or one above."""
    return SQL("SELECT DISTINCT variant.id %s", _ASKED)
