from . import rental_demo, rental_demo_customers
