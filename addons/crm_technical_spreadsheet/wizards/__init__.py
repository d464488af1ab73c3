from . import tech_sales_print
