"""What is asked of Shopify in bulk. A bulk query may nest connections, but none inside a list.

That is why an order brings its fulfillments (a list) without their events (a connection): these come with a query
of their own, from the fulfillment orders, whose fulfillments are a connection. Both ask the same of a fulfillment:
its version is known by `updatedAt` alone, and of two that differ nobody could tell the better one.
"""

from __future__ import annotations

_FULFILLMENT = """
              id legacyResourceId name status displayStatus createdAt updatedAt inTransitAt deliveredAt
              estimatedDeliveryAt
              location { id legacyResourceId name }
              service { serviceName }
              trackingInfo { company number url }
"""

ORDERS = (
    """
{
  orders(query: "updated_at:>='%s'") {
    edges {
      node {
        id legacyResourceId name email phone createdAt processedAt updatedAt closedAt cancelledAt cancelReason
        displayFinancialStatus displayFulfillmentStatus sourceName test tags
        customAttributes { key value }
        customer { id legacyResourceId }
        shippingAddress { city provinceCode countryCodeV2 zip }
        shippingLine { title code source carrierIdentifier deliveryCategory }
        fulfillments {"""
    + _FULFILLMENT
    + """\
        }
        lineItems {
          edges { node { id sku title name quantity currentQuantity unfulfilledQuantity requiresShipping } }
        }
        fulfillmentOrders {
          edges {
            node {
              id status requestStatus createdAt updatedAt fulfillAt fulfillBy
              assignedLocation { name location { id legacyResourceId } }
              deliveryMethod { methodType minDeliveryDateTime maxDeliveryDateTime }
              fulfillmentHolds { reason reasonNotes }
            }
          }
        }
      }
    }
  }
}
"""
)

FULFILLMENT_EVENTS = (
    """
{
  fulfillmentOrders(includeClosed: true, query: "updated_at:>='%s'") {
    edges {
      node {
        id orderId orderName
        fulfillments {
          edges {
            node {"""
    + _FULFILLMENT
    + """\
              order { id name }
              events {
                edges {
                  node {
                    id status message happenedAt createdAt estimatedDeliveryAt city province country zip
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
"""
)

START = """
mutation ($query: String!) {
  bulkOperationRunQuery(query: $query) {
    bulkOperation { id status createdAt }
    userErrors { field message code }
  }
}
"""

LOOK = """
query ($id: ID!) {
  node(id: $id) { ... on BulkOperation { id status errorCode createdAt objectCount fileSize url } }
}
"""
