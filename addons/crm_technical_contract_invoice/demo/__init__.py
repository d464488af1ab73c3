from . import contract_invoice_demo
