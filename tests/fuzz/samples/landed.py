"""Tables as Fivetran, Airbyte and dlt land them, made of the records of the APIs: CSV and Parquet in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fuzz.sample import MARKERS, Sample
from tests.fuzz.samples import freshdesk, gorgias, shopify, zendesk
from tests.landed_cases import AIRBYTE, DLT, FIVETRAN, as_csv, as_parquet

if TYPE_CHECKING:
    from collections.abc import Callable

    Maker = Callable[[str], dict[str, Any]]


def _flat(record: dict[str, Any], joint: str, before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        found |= _flat(value, joint, f"{before}{name}{joint}") if isinstance(value, dict) else {before + name: value}
    return found


def _fivetran(make: Maker, drop: tuple[str, ...] = (), **more: str) -> Maker:
    """Return rows whose nested names are joined by one underscore; of ``more`` a % stands for the marker."""

    def row(mark: str) -> dict[str, Any]:
        plain = {name: value for name, value in _flat(make(mark), "_").items() if name not in drop}
        return {**plain, **{name: text.replace("%", mark) for name, text in more.items()}, **FIVETRAN}

    return row


def _airbyte(make: Maker) -> Maker:
    return lambda mark: {**make(mark), **AIRBYTE}


def _dlt(make: Maker) -> Maker:
    return lambda mark: {**_flat(make(mark), "__"), **DLT}


def _nothing(_: str) -> dict[str, Any]:
    return {}


_WHEN = "2026-01-02 08:00:00.5"
_LISTS = ("line_items", "fulfillments", "refunds", "note_attributes", "shipping_lines")
_TABLES: dict[str, Maker] = {
    "fivetran_shopify_order": _fivetran(shopify.order, _LISTS, processed_at=_WHEN, created_at=_WHEN),
    "fivetran_shopify_order_graphql": _fivetran(
        shopify.order, (*_LISTS, "financial_status"), display_financial_status="REFUNDED", processed_at=_WHEN,
        created_at=_WHEN,
    ),
    "fivetran_shopify_order_line": _fivetran(
        _nothing, id="9%", order_id="54%", sku="S%", name="Tray - large", quantity="2", requires_shipping="TRUE"
    ),
    "fivetran_shopify_order_shipping_line": _fivetran(
        _nothing, id="8%", order_id="54%", title="Standard %", carrier_identifier="", code="std"
    ),
    "fivetran_shopify_fulfillment": _fivetran(shopify.fulfillment, created_at=_WHEN),
    "fivetran_shopify_fulfillment_graphql": _fivetran(
        shopify.fulfillment, ("tracking_company", "tracking_numbers"), display_status="IN_TRANSIT", service_id="x"
    ),
    "fivetran_shopify_fulfillment_event": _fivetran(shopify.event, ("order_id",), happened_at=_WHEN),
    "fivetran_shopify_fulfillment_order": _fivetran(shopify.request, created_at=_WHEN),
    "fivetran_shopify_location": _fivetran(shopify.location, ("address1",), address_1="1 Road"),
    "fivetran_shopify_location_graphql": _fivetran(
        shopify.location, ("address1", "legacy"), address_1="1 Road", is_fulfillment_service="TRUE"
    ),
    "fivetran_shopify_fulfillment_tracking_info": _fivetran(
        _nothing, fulfillment_id="7%", index="1", number="1Z%", company="UPS"
    ),
    "fivetran_shopify_order_tag": _fivetran(_nothing, order_id="54%", index="1", value="vip %"),
    "fivetran_zendesk_ticket": _fivetran(zendesk.ticket, ("custom_fields",), created_at=_WHEN, custom_order="#%"),
    "fivetran_zendesk_ticket_comment": _fivetran(
        zendesk.comment, ("created_at", "author_id"), created=_WHEN, user_id="36", voice_comment="FALSE"
    ),
    "fivetran_zendesk_user": _fivetran(zendesk.user),
    "fivetran_zendesk_satisfaction_rating": _fivetran(zendesk.rating),
    "fivetran_zendesk_ticket_tag": _fivetran(_nothing, ticket_id="%", tag="wismo %"),
    "fivetran_zendesk_ticket_field_history": _fivetran(
        _nothing, field_name="status", ticket_id="%", updated=_WHEN, value="solved", user_id="12"
    ),
    "airbyte_shopify_orders": _airbyte(shopify.order),
    "airbyte_shopify_fulfillments": _airbyte(shopify.fulfillment),
    "airbyte_shopify_fulfillment_orders": _airbyte(shopify.request),
    "airbyte_shopify_locations": _airbyte(shopify.location),
    "airbyte_gorgias_tickets": _airbyte(gorgias.ticket),
    "airbyte_gorgias_satisfaction_surveys": _airbyte(gorgias.survey),
    "airbyte_gorgias_customers": _airbyte(gorgias.customer),
    "airbyte_gorgias_messages": _airbyte(gorgias.message),
    "airbyte_zendesk_tickets": _airbyte(zendesk.ticket),
    "airbyte_zendesk_ticket_comments": _airbyte(zendesk.comment),
    "airbyte_zendesk_ticket_metrics": _airbyte(zendesk.metrics),
    "airbyte_zendesk_users": _airbyte(zendesk.user),
    "airbyte_zendesk_satisfaction_ratings": _airbyte(zendesk.rating),
    "airbyte_freshdesk_tickets": _airbyte(freshdesk.ticket),
    "airbyte_freshdesk_conversations": _airbyte(freshdesk.conversation),
    "airbyte_freshdesk_contacts": _airbyte(freshdesk.contact),
    "airbyte_freshdesk_agents": _airbyte(freshdesk.agent),
    "dlt_shopify_orders": _dlt(shopify.order),
    "dlt_zendesk_tickets": _dlt(zendesk.ticket),
    "dlt_zendesk_ticket_metrics": _dlt(zendesk.metrics),
    "dlt_zendesk_users": _dlt(zendesk.user),
    "dlt_zendesk_satisfaction_ratings": _dlt(zendesk.rating),
    "dlt_freshdesk_tickets": _dlt(freshdesk.ticket),
    "dlt_freshdesk_contacts": _dlt(freshdesk.contact),
    "dlt_freshdesk_agents": _dlt(freshdesk.agent),
}  # fmt: skip


def _sample(number: int, name: str, make: Maker) -> Sample:
    rows = [make(mark) for mark in MARKERS]
    if number % 2:
        return Sample(name, f"{name}.parquet", as_parquet(*rows))
    return Sample(name, f"{name}.csv", as_csv(*rows).encode())


SAMPLES = tuple(_sample(number, name, make) for number, (name, make) in enumerate(_TABLES.items()))
