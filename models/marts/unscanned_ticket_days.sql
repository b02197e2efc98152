-- The tickets of the time in which a customer may know of a parcel that has not moved: label, no scan, a question.
select
    reporting_date,
    season,
    carrier,
    three_pl,
    region,
    case
        when hours_since_label < 12 then 'under 12 h'
        when hours_since_label < 24 then '12 to 24 h'
        when hours_since_label < 48 then '24 to 48 h'
        when hours_since_label < 72 then '48 to 72 h'
        else 'over 72 h'
    end as label_age,
    count(*) as ticket_count
from {{ ref('tickets') }}
where is_wismo and handled_by = 'agent' and parcel_state = 'label_created' and hours_since_label is not null
group by 1, 2, 3, 4, 5, 6
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
