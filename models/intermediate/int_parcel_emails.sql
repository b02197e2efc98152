-- When the customer was told that a parcel had shipped: by the email about it, else by that about its order.
select
    parcels.shipment_id,
    coalesce(
        parcel_emails.sent_at,
        -- An email about the order says nothing of a parcel that got its label later.
        case when order_emails.sent_at >= parcels.label_created_at - interval '1' hour then order_emails.sent_at end
    ) as shipped_email_at
from {{ ref('int_parcels') }} as parcels
left join {{ ref('int_shipped_emails') }} as parcel_emails
    on parcel_emails.told_about = 'parcel' and parcels.parcel_number = parcel_emails.told_key
left join {{ ref('int_shipped_emails') }} as order_emails
    on order_emails.told_about = 'order' and parcels.order_id = order_emails.told_key
where parcel_emails.sent_at is not null or order_emails.sent_at is not null
