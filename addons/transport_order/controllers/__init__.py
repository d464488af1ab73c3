from . import (
    portal,
    portal_address,
    portal_document,
    portal_lot,
    portal_order,
    portal_stock,
    portal_user,
    driver,
    report,
    sale_portal,
)
