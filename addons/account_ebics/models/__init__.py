from . import (
    account_bill_remittance,
    ebics_bank,
    ebics_bank_batch,
    ebics_call,
    ebics_download,
    ebics_exchange,
    ebics_order,
    ebics_service,
    ebics_signature,
    ebics_subscriber,
)
