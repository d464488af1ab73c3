from . import rental_money_report, rental_ticket_report
