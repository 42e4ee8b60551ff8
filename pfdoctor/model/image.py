"""The name of a container image.

https://docs.docker.com/reference/cli/docker/image/tag/
"""

from __future__ import annotations

from dataclasses import dataclass

PROMPT_FLOW_HOSTS = ("mcr.microsoft.com", "mcr.azk8s.cn")
PROMPT_FLOW_IMAGES = ("promptflow-runtime", "promptflow-runtime-stable", "promptflow-python")


@dataclass(frozen=True, slots=True)
class Image:
    """An image as it is written: host, path, and a tag or a digest."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def repository(self) -> str:
        """Host and path, without tag and digest. A colon before a slash belongs to a port."""
        name = self.text.partition("@")[0]
        place = name.rfind(":")
        return name[:place] if place > name.rfind("/") else name

    @property
    def tag(self) -> str:
        """The digest, else the tag, "" if there is neither."""
        name, _, digest = self.text.partition("@")
        return digest or name[len(self.repository) + 1 :]

    @property
    def pinned(self) -> bool:
        """False if the same name may mean another image tomorrow: no tag, or `latest`."""
        return self.tag not in ("", "latest")

    @property
    def prompt_flow(self) -> str:
        """The name of Microsoft's prompt flow image that this is, as `promptflow-runtime-stable`; "" for any other."""
        host, slash, name = self.repository.lower().rpartition("/azureml/promptflow/")
        return name if slash and host in PROMPT_FLOW_HOSTS and name in PROMPT_FLOW_IMAGES else ""

    @property
    def known_to_lack_prompt_flow(self) -> bool:
        """True if this is surely not built from such an image: another of Microsoft's, or of Docker's own library.

        What lies in anybody's own registry may be built from it.
        """
        first, slash, rest = self.repository.lower().partition("/")
        library = not slash or (first == "library" and "/" not in rest)
        return not self.prompt_flow and (library or first in PROMPT_FLOW_HOSTS)
