from . import tech_return_rates, tech_return_rates_line
