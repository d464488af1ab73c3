from . import extensions, occupations, rented_lines, utilisation
