from . import ebics_bank_confirm, ebics_make_keys, ebics_sign
