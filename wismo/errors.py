"""The one error a person may see."""


class WismoError(Exception):
    """Something went wrong that a person can mend.

    The message is one or two plain sentences: what happened, and what to do about it.
    It holds no personal data. The command line prints it without a traceback and exits 1.
    """
