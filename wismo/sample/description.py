"""The sample's sources.yml: what each export is, and what only the brand knows about it."""

from __future__ import annotations

from wismo.sample import aftership, gorgias, shipstation, shopify, world, zendesk

SOURCES = f"""\
# The sample brand: what each exported file is, and what only the brand can say of it.
brand:
  name: {world.BRAND}
  time_zone: {world.REPORTING_ZONE}
  order_name_prefix: "#NL"
  order_name_pattern: "{world.ORDER_NAME_PATTERN}"
  tracking_number_pattern: "{world.TRACKING_PATTERN}"
sources:
  # The export holds no promise; this checkout notes it with the order.
  - name: shopify
    account: nettle-lark
    format: shopify
    files: ["{shopify.FILE.format("*")}"]
    fields:
      promised_at: {shopify.PROMISE_ATTRIBUTE}
      replaces_order_id: {shopify.REPLACES_ATTRIBUTE}
  # ShipStation's times have no zone; they are Pacific, whatever the warehouse's are.
  - name: shipstation
    account: nettle-lark
    format: shipstation
    files: ["{shipstation.FILE.format("*")}"]
    time_zone: {shipstation.ZONE}
  - name: aftership
    account: nettle-lark
    format: aftership
    files: ["{aftership.FILE.format("*")}"]
  - name: mailer
    account: nettle-lark
    format: notifications
    files: [notifications.csv]
  # The helpdesk of the first half year; its times are on the account's clock.
  - name: zendesk
    account: nettle-lark
    format: zendesk
    files: [{zendesk.FILE}]
    time_zone: {world.REPORTING_ZONE}
    fields:
      order_ref: {zendesk.ORDER_FIELD}
      tracking_ref: {zendesk.TRACKING_FIELD}
      intent: {zendesk.REASON_FIELD}
  - name: gorgias
    account: nettle-lark
    format: gorgias
    files: [{gorgias.TICKETS_FILE}, {gorgias.MESSAGES_FILE}]
    fields:
      order_ref: "{gorgias.ORDER_FIELD}"
      tracking_ref: "{gorgias.TRACKING_FIELD}"
"""
