from . import rental_report, rental_unit_report, rental_utilisation_report
