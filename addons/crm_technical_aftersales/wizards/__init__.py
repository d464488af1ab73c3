from . import stock_return_picking_line, tech_return_rates, tech_return_rates_line
