"""Pulls from vendors' APIs: their objects as they are, into the inbox, and on into `wismo load`."""

import os

# Before anything imports dlt: it reports its use over the network unless told otherwise, and its log can hold
# what a request says, a secret included.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
