from . import test_website_rental, test_website_rental_speed
