from . import bookstore_sale_report, bookstore_stock_report
