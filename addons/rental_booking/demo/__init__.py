from . import rental_demo, rental_demo_customers, rental_demo_demand, rental_demo_kits
