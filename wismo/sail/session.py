"""A session of Sail, with raw data as external tables and an empty schema for what the models build."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.contract import read_contract
from wismo.intake.raw import DERIVED
from wismo.models import environment
from wismo.sail.faults import sail_cause
from wismo.sail.place import ANSWERS_WITHIN, knock, no_answer

if TYPE_CHECKING:
    from collections.abc import Generator

    import pyarrow as pa
    from pyspark.sql import SparkSession

    from wismo.sail.place import Place

# As in profiles.yml.
SCHEMA = "wismo"


@contextmanager
def open_session(place: Place) -> Generator[Session]:
    """Connect to the server, or start one in this process that ends with it.

    Raises:
        WismoError: Sail is not installed here, or the server does not answer; or Sail refused what was asked of it
            inside: the message holds no row values.
    """
    knock(place)
    try:
        from grpc import RpcError
        from pysail.spark import SparkConnectServer
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise WismoError(
            "Sail is not installed in this environment. `make distributed` makes .venv-sail, which holds it; then: "
            ".venv-sail/bin/wismo build --target sail"
        ) from None
    if place.server:
        _await_word(place.server)
    own = None
    try:
        if not place.server:
            with environment(RUST_LOG=os.environ.get("RUST_LOG", "error")):
                own = SparkConnectServer()
                own.start(background=True)
        address = place.server or "{}:{}".format(*own.listening_address)
        spark = SparkSession.builder.remote(f"sc://{address}").getOrCreate()
        try:
            yield Session(spark, address)
        finally:
            spark.stop()
    except (PySparkException, RpcError) as error:
        who, where = (f"The Sail server {place.server}", " Its log says more.") if place.server else ("Sail", "")
        said = f"({type(error).__name__}): {sail_cause(error)}{where}"
        raise WismoError(f"{who} does not do what is asked {said} Nothing was published.") from error
    finally:
        if own:
            own.stop()


def _await_word(server: str) -> None:
    """Make sure that the server speaks: of one that takes a connection and is silent Spark would wait without end.

    Raises:
        WismoError: it says nothing in five seconds.
    """
    import grpc

    channel = grpc.insecure_channel(server)
    try:
        grpc.channel_ready_future(channel).result(timeout=ANSWERS_WITHIN)
    except grpc.FutureTimeoutError:
        raise WismoError(no_answer(server)) from None
    finally:
        channel.close()


class Session:
    """What the build asks of the engine itself; dbt, in the same process, shares the session."""

    def __init__(self, spark: SparkSession, address: str) -> None:
        self._spark = spark
        self.host, _, self.port = address.partition(":")

    def prepare(self, place: Place) -> None:
        """Make raw data readable where it lies, and the schema whose tables go into this build's own folder."""
        self._spark.conf.set("spark.sql.session.timeZone", "UTC")
        # Sail forgets a statement that has ended, and a client on a busy machine that asked again was told so.
        self._spark.client.disable_reattachable_execute()
        self._spark.sql("create schema if not exists raw")
        for name in (*read_contract(), *DERIVED):
            self._spark.sql(f"create table raw.{name} using parquet location {_text(f'{place.raw}/{name}/*.parquet')}")
        self._spark.sql(f"create schema {SCHEMA} location {_text(place.tables)}")

    def rows(self, query: str) -> list[tuple]:
        """Return the rows of a query; instants are UTC and have no zone attached, as everywhere here."""
        table = self._spark.sql(query).toArrow()
        return list(zip(*(_plain(column.to_pylist()) for column in table.columns), strict=True))

    def schema_of(self, table: str) -> pa.Schema:
        """Return the columns of a table that the models built."""
        return self._spark.table(f"{SCHEMA}.{table}").limit(0).toArrow().schema


def _text(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _plain(values: list) -> list:
    return [value.replace(tzinfo=None) if isinstance(value, datetime) else value for value in values]
