"""Records of sources beside the titles of the shop."""

from odoo.fields import Domain
from odoo.tools import SQL


def records_of(env, domain):
    """The records whose ISBN is the barcode of a product of ``domain``, as a domain."""
    products = env["product.product"].with_context(active_test=False)
    query = products._search(domain)
    barcode = products._field_to_sql(query.table, "barcode", query)

    def to_sql(records, alias, outer):
        code = records._field_to_sql(alias, "code", outer)
        return SQL("%s IN %s", code, query.subselect(barcode))

    return Domain.custom(to_sql=to_sql)
