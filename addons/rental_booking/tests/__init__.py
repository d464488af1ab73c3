from . import (
    test_rental_after_sales,
    test_rental_availability,
    test_rental_flow,
    test_rental_invoice,
    test_rental_office_tour,
    test_rental_screens,
    test_rental_security,
    test_rental_slip,
    test_rental_threads,
    test_rental_ui,
    test_rental_workflow,
)
