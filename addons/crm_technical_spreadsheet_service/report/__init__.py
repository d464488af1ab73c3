from . import tech_return_report
