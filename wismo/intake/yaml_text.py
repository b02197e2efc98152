"""sources.yml as it stands: every scalar is text, and no name may stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from wismo.errors import WismoError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path


class _Loader(yaml.BaseLoader):
    """Builds text only: YAML itself would make booleans of `on` and NO, and 7 of 007."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        names: set[str] = set()
        for name in [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]:
            if name in names:  # of two, YAML would keep the last without a word
                raise WismoError(f"{self.name}: one block names {name} twice. Delete or rename one of them.")
            names.add(name)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Return the file's content as dictionaries, lists and text.

    Raises:
        WismoError: the file is missing, is no regular file, no YAML, or names something twice.
    """
    try:
        # A pipe would make us wait for ever.
        if path.exists() and not path.is_file():
            raise WismoError(f"{path.name} cannot be read: it is not a regular file but a folder, pipe or device.")
        loader = _Loader(path.read_text(encoding="utf-8"))
        loader.name = path.name
        return loader.get_single_data()
    except FileNotFoundError:
        raise WismoError(f"There is no file {path}; --sources must name a sources.yml.") from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        first = str(error).splitlines()[0]
        raise WismoError(f"{path.name} cannot be read as YAML ({first}). Check its indentation and quotes.") from None
    except RecursionError:
        raise WismoError(f"{path.name} cannot be read as YAML (its blocks are nested too deeply).") from None


def word_of(body: dict, name: str, place: str) -> str | None:
    """Return the text under a name; None where it is not there. Raises WismoError where it is no text."""
    word = body.get(name)
    if word is not None and not isinstance(word, str):
        raise WismoError(f"{place}: {name} must be one word or text, not a list or a block.")
    return word


def mapping(body: Any, place: str) -> dict:
    """Return a block of `name: value` lines. Raises WismoError where it is none."""
    if not isinstance(body, dict):
        raise WismoError(f"{place}: expected `name: value` lines here.")
    return body


def only(body: dict, known: set[str], place: str) -> None:
    """Raise WismoError where a block has a setting that nobody knows."""
    unknown = [str(key) for key in body if key not in known]
    if unknown:
        raise WismoError(
            f"{place}: unknown setting {', '.join(unknown)}.{did_you_mean(unknown[0], known)} "
            f"Known: {', '.join(sorted(known))}."
        )


def words_of(body: Any, place: str) -> tuple[str, ...]:
    """Return a list of words, or one word as such a list. Raises WismoError where it is neither."""
    words = [body] if isinstance(body, str) else body
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise WismoError(f"{place}: expected a list of words.")
    return tuple(words)
