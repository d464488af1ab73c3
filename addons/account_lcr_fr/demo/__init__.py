"""Demo data that is computed; nothing here is loaded outside a demo installation."""

from . import account_bill_demo
