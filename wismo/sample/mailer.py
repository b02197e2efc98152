"""The log of the messages sent to customers, as a mail tool exports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import alerts, dirt, labels
from wismo.sample.clock import DAY
from wismo.sample.labels import stamps, words

if TYPE_CHECKING:
    from wismo.sample.brand import Brand

_PROBLEMS = (alerts.KINDS.index("delayed"), alerts.KINDS.index("exception"))
_NAMES_DAY = 0.6  # of the messages about a problem name a new day


def message_log(brand: Brand, rng: np.random.Generator, tracking: pl.Series) -> pl.DataFrame:
    """Return the messages in order of sending, UTC; some lines twice. Only some about a problem name a new day."""
    count = len(brand.notices["sent"])
    rows = dirt.repeats(rng, count)
    names_day = np.isin(brand.notices["kind"], _PROBLEMS) & (rng.random(count) < _NAMES_DAY)
    ahead = rng.integers(1, 5, count)
    table = {name: values[rows] for name, values in brand.notices.items()}
    parcel = table["parcel"]
    labelled = brand.parcels["label"][parcel] < table["sent"]
    return pl.DataFrame(
        {
            "notification_id": pl.select(pl.format("N{}", pl.Series(rows + 1_000_001))).to_series(),
            "sent_at": stamps(table["sent"], "%Y-%m-%dT%H:%M:%SZ"),
            "kind": words(alerts.KINDS, table["kind"]),
            "channel": words(alerts.MESSAGE_CHANNELS, table["sms"].astype(np.int64)),
            "order_name": labels.order_names(brand.place[brand.parcels["order"][parcel]]),
            "tracking_number": labels.where(labelled, tracking[parcel]),
            "eta_at": labels.where(names_day[rows], stamps(table["sent"] + ahead[rows] * DAY, "%Y-%m-%dT12:00:00Z")),
        }
    )
