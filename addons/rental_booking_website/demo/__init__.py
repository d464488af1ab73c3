from . import website_rental_demo
