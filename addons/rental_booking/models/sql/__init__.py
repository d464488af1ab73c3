from . import demand, extensions, occupations, pages, rented_lines, utilisation
