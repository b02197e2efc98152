"""ShipStation shipments with the columns that most people choose."""

from tests.fuzz.sample import MARKERS, Sample, lines

_HEADER = (
    "Order - Number,Shipment - Tracking Number,Shipment - Carrier,Shipment - Service,Date - Order Date,"
    "Date - Shipped Date,Ship To - Country,Ship To - State,Shipment - Voided"
)
_ROWS = [
    f'"#{mark}",1Z{mark},UPS,Ground {mark},1/31/2026 8:15:00 AM,2/1/2026 12:00:00 AM,US,NV,False' for mark in MARKERS
]

SAMPLES = (Sample("shipstation_shipments", "shipments.csv", lines([_HEADER, *_ROWS]), MARKERS),)
