-- A view: of the widest table there is nobody needs all, and writing it out costs more than reading it four times.
{{ typed_events(source('raw', 'tracking_events')) }}
