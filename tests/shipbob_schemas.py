"""The part of ShipBob's public schema that its reader looks at, and a little of what it does not."""

from __future__ import annotations

TIME = {"type": "string", "format": "date-time", "nullable": True}
TEXT, NUMBER = {"type": "string"}, {"type": "integer", "format": "int32"}
ADDRESS = {"properties": {"address1": TEXT, "city": TEXT, "state": TEXT, "zip_code": TEXT, "country": TEXT}}
SCHEMAS = {
    "Tracking": {
        "properties": {
            "carrier": {"example": "USPS"},
            "carrier_service": TEXT,
            "tracking_number": TEXT,
            "scac": TEXT,
            "shipping_date": TIME,
        }
    },
    "Center": {"properties": {"id": NUMBER, "name": TEXT}},
    "Recipient": {"properties": {"name": TEXT, "email": TEXT, "address": ADDRESS}},
    "Detail": {"properties": {"id": NUMBER, "name": TEXT, "description": TEXT, "inventory_id": NUMBER}},
    "Log": {
        "properties": {
            "log_type_id": NUMBER,
            "log_type_name": TEXT,
            "log_type_text": TEXT,
            "metadata": {"type": "object"},
            "timestamp": TIME,
        }
    },
    "Shipment": {"oneOf": [{"$ref": "#/components/schemas/InternalShipment"}]},
    "InternalShipment": {
        "properties": {
            "id": NUMBER,
            "order_id": NUMBER,
            "reference_id": TEXT,
            "store_order_id": TEXT,
            "status": {"type": "string", "enum": ["None", "Processing", "Completed", "OnHold"]},
            "status_details": {"type": "array", "items": {"$ref": "#/components/schemas/Detail"}},
            "created_date": TIME,
            "last_update_at": TIME,
            "actual_fulfillment_date": TIME,
            "estimated_fulfillment_date": TIME,
            "estimated_fulfillment_date_status": {"enum": ["PendingOnTime"]},
            "delivery_date": TIME,
            "is_tracking_uploaded": {"type": "boolean"},
            "ship_option": {"example": "Standard"},
            "location": {"$ref": "#/components/schemas/Center"},
            "tracking": {"$ref": "#/components/schemas/Tracking"},
            "recipient": {"$ref": "#/components/schemas/Recipient"},
            "insurance_value": {"type": ["null", "number"]},
        }
    },
    "Order": {
        "properties": {
            "id": NUMBER,
            "order_number": TEXT,
            "reference_id": TEXT,
            "created_date": TIME,
            "purchase_date": TIME,
            "status": {"enum": ["Processing", "Exception"]},
            "recipient": {"$ref": "#/components/schemas/Recipient"},
            "shipments": {"type": "array", "items": {"$ref": "#/components/schemas/Shipment"}},
            "tags": {"type": "array", "items": {"properties": {"name": TEXT, "value": TEXT}}},
        }
    },
    "Return": {
        "properties": {
            "id": NUMBER,
            "reference_id": TEXT,
            "original_shipment_id": NUMBER,
            "store_order_id": TEXT,
            "tracking_number": TEXT,
            "status": {"enum": ["AwaitingArrival", "Completed", "Cancelled"]},
            "return_type": {"enum": ["Regular", "ReturnToSender"]},
            "insert_date": TIME,
            "completed_date": TIME,
            "customer_name": TEXT,
            "fulfillment_center": {"$ref": "#/components/schemas/Center"},
        }
    },
}
