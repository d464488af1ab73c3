from . import tech_sales_report
