from . import (
    test_website_catalogue,
    test_website_kit,
    test_website_payment,
    test_website_rental,
    test_website_rental_speed,
    test_website_tour,
)
