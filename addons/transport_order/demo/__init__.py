from . import (
    transport_demo,
    transport_demo_documents,
)
