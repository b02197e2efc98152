-- A view: of the widest table there is nobody needs all. What reads only what is new is typed by the same macro.
{{ typed_events(source('raw', 'tracking_events')) }}
