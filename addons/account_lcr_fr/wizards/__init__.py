from . import account_bill_credit, account_bill_unpaid
