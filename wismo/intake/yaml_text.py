"""sources.yml as it stands: every scalar is text, and no name may stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from wismo.errors import WismoError

if TYPE_CHECKING:
    from pathlib import Path


class _Loader(yaml.BaseLoader):
    """Builds text only: YAML itself would make booleans of `on` and NO, and 7 of 007."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for name in names:
            if names.count(name) > 1:  # of two, YAML would keep the last without a word
                raise WismoError(f"{self.name}: one block names {name} twice. Delete or rename one of them.")
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
