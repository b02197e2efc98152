-- Tickets that went into another one, where their helpdesk says so by a tag. Readers of files that hold a ticket
-- with its tags say it on the ticket itself; these tags came in a table of their own.
select distinct tags.ticket_id
from {{ ref('stg_ticket_tags') }} as tags
inner join {{ ref('ticket_tags') }} as ticket_tags on tags.tag = ticket_tags.tag
where ticket_tags.meaning = 'merged'
