from . import (
    sql,
    ir_http,
    transport_api_key,
    transport_api_idempotency,
    transport_api,
    transport_api_lot,
    transport_api_serializer,
    transport_webhook,
    transport_webhook_delivery,
    transport_order,
    transport_document,
)
