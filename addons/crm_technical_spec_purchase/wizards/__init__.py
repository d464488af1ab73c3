from . import tech_equivalent, tech_equivalent_line
