from . import extensions, occupations, pages, rented_lines, utilisation
