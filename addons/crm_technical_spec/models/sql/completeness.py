"""Which products lack a required specification."""

from odoo.tools import SQL


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
