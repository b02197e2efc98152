"""What there is to score: the newest version of every ticket with the customer's first words.

Everything happens in one DuckDB connection, which spills to disk: text can be larger than memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.key import text_salt
from wismo.intake.raw import REMOVED
from wismo.score.direction import directed_sql

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from wismo.home import Home

KEY = ("source_system", "source_account", "ticket_id")
# A question stands at the top. The rest of a very long message is quoted history.
_READ_LENGTH = 12_000
_TICKETS = (*KEY, "requester_id", "subject", "body", "tags", "intent", "updated_at", "_record")
_MESSAGES = (
    *KEY, "message_id", "author_id", "created_at", "direction", "is_public", "is_automated", "body", "intent",
    "_record",
)  # fmt: skip
_CONTACTS = ("source_system", "source_account", "contact_id", "role", "updated_at", "_record")
_TAGS = (*KEY, "tag")

_NEWEST = """
create temp table newest as
select source_system, source_account, ticket_id, requester_id, subject, left(body, {length}) as body, tags, intent
from (
    select *, row_number() over (
        partition by source_system, source_account, ticket_id order by updated_at desc nulls last, _record desc
    ) as version_rank
    from {tickets}
)
where version_rank = 1
"""

_ROLES = """
create temp table roles as
select source_system, source_account, contact_id, role
from (
    select *, row_number() over (
        partition by source_system, source_account, contact_id order by updated_at desc nulls last, _record desc
    ) as version_rank
    from {contacts}
)
where version_rank = 1 and role is not null
"""

_FIRST_MESSAGES = """
create temp table first_messages as
select source_system, source_account, ticket_id, body, intent
from (
    select *, row_number() over (
        partition by source_system, source_account, ticket_id order by created_at, message_id
    ) as message_rank
    from (
        select source_system, source_account, ticket_id, message_id, created_at, left(body, {length}) as body,
            intent,
            row_number() over (
                partition by source_system, source_account, message_id order by _record desc
            ) as version_rank
        from directed
        where lower(direction) = 'in' and lower(is_public) is distinct from 'false'
            and lower(is_automated) is distinct from 'true'
            and body is not null and trim(body) <> ''
    )
    where version_rank = 1
)
where message_rank = 1
"""

_TAGS_APART = """
create temp table tags_apart as select distinct * from {tags};
create temp table listed_apart as
select source_system, source_account, ticket_id, string_agg(tag, chr(31) order by tag) as tags
from tags_apart
group by source_system, source_account, ticket_id
"""

_WORDS = """
create temp table helpdesk_labels as
with words as (
    select source_system, source_account, ticket_id, 'tag' as kind, unnest(listed(tags)) as word from newest
    union all
    select source_system, source_account, ticket_id, 'tag', tag from tags_apart
    union all
    select newest.source_system, newest.source_account, newest.ticket_id, 'intent',
        unnest(listed(coalesce(newest.intent, first_messages.intent)))
    from newest
    left join first_messages using (source_system, source_account, ticket_id)
),

mapped as (
    select words.*, coalesce(own.label, general.label) as label,
        coalesce(own.reason_rank, general.reason_rank) as reason_rank
    from words
    left join tag_map as own on own.kind = words.kind and own.word = word_form(words.word)
        and own.source = words.source_system
    left join tag_map as general on general.kind = words.kind and general.word = word_form(words.word)
        and general.source = '*'
)

select source_system, source_account, ticket_id,
    max(case when kind = 'intent' and label is not null then if(label = 'wismo', 'wismo', 'not_wismo') end)
        as intent_label,
    max(case when kind = 'tag' and label is not null then if(label = 'wismo', 'wismo', 'not_wismo') end)
        as tag_label,
    min(reason_rank) filter (where label = 'wismo') as reason_rank
from mapped
group by source_system, source_account, ticket_id
having intent_label is not null or tag_label is not null
"""

_CURRENT = """
create temp table current_tickets as
select newest.source_system, newest.source_account, newest.ticket_id, newest.subject,
    coalesce(first_messages.body, newest.body) as message,
    helpdesk_labels.intent_label, helpdesk_labels.tag_label, helpdesk_labels.reason_rank,
    coalesce($removed in (newest.subject, coalesce(first_messages.body, newest.body)), false) as is_removed,
    md5($salt || concat_ws(chr(31), coalesce(newest.subject, ''), coalesce(first_messages.body, newest.body, ''),
        coalesce(newest.tags, ''), coalesce(newest.intent, first_messages.intent, ''),
        listed_apart.tags)) as text_key
from newest
left join listed_apart using (source_system, source_account, ticket_id)
left join first_messages using (source_system, source_account, ticket_id)
left join helpdesk_labels using (source_system, source_account, ticket_id)
"""


def gather(connection: duckdb.DuckDBPyConnection, home: Home, tag_map: Path, reasons: tuple[str, ...]) -> None:
    """Make the table ``current_tickets``: key, subject, message, intent_label, tag_label, reason_rank, text_key.

    ``reason_rank`` is a place in ``reasons``, counted from 1; ``text_key`` tells whether the words are the same, to
    whoever has the customer key; ``is_removed`` that the words are not kept any more. Raises WismoError where the
    tag map cannot be used.
    """
    connection.execute(
        "create macro word_form(word) as trim(regexp_replace(lower(strip_accents(word)), '[^a-z0-9]+', ' ', 'g'))"
    )
    connection.execute(
        "create macro listed(words) as case when json_valid(words) and words[1] = '[' "
        "then from_json(words, '[\"VARCHAR\"]') else string_split(words, ',') end"
    )
    _read_tag_map(connection, tag_map, reasons)
    tickets = raw_relation(home.raw / "tickets", _TICKETS)
    connection.execute(_NEWEST.format(tickets=tickets, length=_READ_LENGTH))
    connection.execute(_ROLES.format(contacts=raw_relation(home.raw / "contacts", _CONTACTS)))
    messages = raw_relation(home.raw / "ticket_messages", _MESSAGES)
    connection.execute(f"create temp view directed as {directed_sql(messages, 'newest')}")
    connection.execute(_FIRST_MESSAGES.format(length=_READ_LENGTH))
    connection.execute(_TAGS_APART.format(tags=raw_relation(home.raw / "ticket_tags", _TAGS)))
    connection.execute(_WORDS)
    connection.execute(_CURRENT, {"salt": text_salt(home).hex(), "removed": REMOVED})


def raw_relation(folder: Path, columns: tuple[str, ...]) -> str:
    """Return SQL for a raw object's columns as text: its Parquet files, or no rows where there are none."""
    if any(folder.glob("*.parquet")):
        files = str(folder / "*.parquet").replace("'", "''")
        return f"(select {', '.join(columns)} from read_parquet('{files}', union_by_name = true))"  # noqa: S608
    empty = ", ".join(f"cast(null as varchar) as {column}" for column in columns)
    return f"(select {empty} where false)"


def _read_tag_map(connection: duckdb.DuckDBPyConnection, path: Path, reasons: tuple[str, ...]) -> None:
    import duckdb

    try:
        connection.execute(
            "create temp table tag_map as select source, kind, word_form(word) as word, min(label) as label, "
            "nullif(min(list_position(?, customer_reason)), 0) as reason_rank "
            "from read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"') "
            "group by all",
            [list(reasons), str(path)],
        )
    except duckdb.Error as error:
        raise WismoError(
            f"{path.name} cannot be read as a table with the columns source, kind, word, label and "
            "customer_reason. Restore it from the repository, then build again."
        ) from error
