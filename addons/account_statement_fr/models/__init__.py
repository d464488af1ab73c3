from . import account_bank_statement_line, account_journal, statement_reader
