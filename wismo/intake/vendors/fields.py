"""The fields of a JSON object, each read as the kind that the vendor writes.

A value of another kind (an object where text belongs, text where a list belongs) refuses the whole record:
whatever was made of it would be a guess, and leaving it out would lose it without a word.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wismo.intake.vendors.record import StrangeValueError

_EMPTY = ("", [], {})
_KINDS = {str: "text", bool: "true or false", list: "a list", dict: "an object"}


class Fields(NamedTuple):
    """A JSON object; ``path`` says where in the record it stands. Numbers are text already.

    A named tuple and not a dataclass, because one is made for every object in a file: it takes half the time.
    """

    values: dict[str, Any]
    path: str = ""

    def text(self, *names: str) -> str | None:
        """Return the first of ``names`` that is filled, as trimmed text.

        Raises:
            StrangeValueError: it is no text and no number.
        """
        read = self.values.get
        for name in names:
            value = read(name)
            if type(value) is str:
                if trimmed := value.strip():
                    return trimmed
            elif value is not None and value not in _EMPTY:
                raise self._wrong(name, value, "text")
        return None

    def flag(self, name: str) -> bool | None:
        """Return what a field says, None where it says nothing.

        Raises:
            StrangeValueError: it says neither true nor false.
        """
        value = self.values.get(name)
        if value in (None, ""):
            return None
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise self._wrong(name, value, "true or false")

    def inner(self, name: str) -> Fields:
        """Return the object under a name; one without fields where nothing is there.

        Raises:
            StrangeValueError: something else is there.
        """
        value = self.values.get(name)
        if isinstance(value, dict):
            return Fields(value, f"{self.path}{name}.")
        if value is None or value in _EMPTY:
            return NOTHING
        raise self._wrong(name, value, "an object")

    def rows(self, name: str) -> list[Fields]:
        """Return the objects of the list under a name; none where nothing is there.

        Raises:
            StrangeValueError: it is no list, or something in it is no object.
        """
        value = self.values.get(name)
        if value is None or value in _EMPTY:
            return []
        if not isinstance(value, list):
            raise self._wrong(name, value, "a list")
        for item in value:
            if not isinstance(item, dict):
                raise self._wrong(f"{name}[]", item, "an object")
        return [Fields(item, f"{self.path}{name}[].") for item in value]

    def _wrong(self, name: str, value: object, wanted: str) -> StrangeValueError:
        return StrangeValueError(
            f"the record has {_KINDS.get(type(value), 'null')} as {self.path}{name}, and not {wanted}"
        )


NOTHING = Fields({})
