"""ShipStation shipments with the columns that most people choose, and its API's answers."""

from tests.fuzz.sample import MARKERS, Sample, answer, json_lines, lines

_HEADER = (
    "Order - Number,Shipment - Tracking Number,Shipment - Carrier,Shipment - Service,Date - Order Date,"
    "Date - Shipped Date,Ship To - Country,Ship To - State,Shipment - Voided"
)
_ROWS = [
    f'"#{mark}",1Z{mark},UPS,Ground {mark},1/31/2026 8:15:00 AM,2/1/2026 12:00:00 AM,US,NV,False' for mark in MARKERS
]


def _shipment(mark: str) -> dict:
    return {
        "shipmentId": int(mark), "orderId": int(f"43{mark}"), "orderNumber": f"#{mark}", "shipDate": "2026-01-09",
        "createDate": "2026-01-09T00:15:59.6270000", "trackingNumber": f"1Z{mark}", "isReturnLabel": False,
        "carrierCode": "stamps_com", "serviceCode": "usps_first_class_mail", "warehouseId": 16079, "voided": False,
        "voidDate": None, "shipTo": {"state": "TX", "country": "US"},
        "advancedOptions": {"warehouseId": 99, "customField1": f"54{mark}"},
    }  # fmt: skip


def _fulfillment(mark: str) -> dict:
    return {
        "fulfillmentId": int(mark), "orderNumber": mark, "trackingNumber": f"66{mark}", "carrierCode": "FedEx",
        "createDate": "2026-01-07T08:50:50.0670000", "deliveryDate": "2026-01-09T12:00:00.0000000", "voided": False,
        "voidDate": None, "sellerFillProviderName": "Harborline", "shipTo": {"country": "GB", "state": None},
    }  # fmt: skip


def _warehouse(mark: str) -> dict:
    return {"warehouseId": int(mark), "warehouseName": f"Reno {mark}", "isDefault": True}


SAMPLES = (
    Sample("shipstation_shipments", "shipments.csv", lines([_HEADER, *_ROWS])),
    Sample(
        "shipstation_json", "shipments.json", answer(shipments=_shipment),
        sources="sources: [{format: shipstation, fields: {order_id: customField1}}]",
    ),
    Sample("shipstation_json", "rest.jsonl", json_lines(_fulfillment, _warehouse)),
)  # fmt: skip
