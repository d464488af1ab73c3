"""Words shared by several models, translated where a field shows them, and types of files."""

CATEGORY_SELECTION = [
    ("city", "City car"),
    ("car", "Saloon car"),
    ("suv", "SUV or estate"),
    ("van", "Van"),
    ("large_van", "Large van"),
]
SURCHARGE_SELECTION = [
    ("not_running", "Not running"),
    ("express", "Express"),
    ("enclosed", "Enclosed truck"),
    ("appointment", "By appointment"),
]
CAR_STATE_SELECTION = [
    ("to_collect", "To collect"),
    ("not_ready", "Not ready"),
    ("collected", "Collected"),
    ("in_transit", "On the road"),
    ("at_hub", "At a depot"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
    ("delivered", "Delivered"),
    ("returned", "Back with its sender"),
]
EVENT_SELECTION = [
    ("planned", "Planned"),
    *CAR_STATE_SELECTION,
    ("delayed", "Delayed"),
    ("note", "Message"),
    ("correction", "Correction"),
]
ORDER_STATE_SELECTION = [
    ("draft", "In preparation"),
    ("on_request", "Price on request"),
    ("quoted", "To accept"),
    ("expired", "Expired"),
    ("confirmed", "Confirmed"),
    ("planned", "Planned"),
    ("in_progress", "In progress"),
    ("delivered", "Delivered"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
CANCEL_SELECTION = [
    ("sold", "Car sold or gone"),
    ("dates", "Dates do not suit"),
    ("price", "Price"),
    ("mistake", "Ordered by mistake"),
    ("carrier", "The carrier cannot"),
    ("other", "Another reason"),
]
TRUCK_ACCESS_SELECTION = [
    ("truck", "Car transporter"),
    ("light_truck", "Small truck only"),
    ("difficult", "Difficult: call first"),
]
FILE_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp")
