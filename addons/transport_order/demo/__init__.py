from . import (
    transport_demo,
    transport_demo_documents,
    transport_demo_invoices,
)
