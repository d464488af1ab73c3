from . import rental_demo
