"""Pulls from vendors' APIs: their objects as they are, into the inbox, and on into `wismo load`."""

import os

# Before anything imports dlt: it reports its use over the network unless told otherwise.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
