"""Tools that a flow takes from Microsoft's packages: which connections they expect, and which names are out of date.

What they expect is what their definitions say, in promptflow-tools 1.6.1 and promptflow-vectordb 0.2.13.
https://github.com/microsoft/promptflow/tree/main/src/promptflow-tools/promptflow/tools/yamls
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_MODELS = ("AzureOpenAIConnection", "OpenAIConnection")
_STORES = ("CognitiveSearchConnection", "QdrantConnection", "WeaviateConnection")

CONNECTIONS: Mapping[str, tuple[str, ...]] = {
    "promptflow.tools.embedding.embedding": (*_MODELS, "ServerlessConnection"),
    "promptflow.tools.llm.llm": (*_MODELS, "ServerlessConnection"),
    "promptflow.tools.llm_vision.llm_vision": _MODELS,
    "promptflow.tools.aoai_gpt4v.AzureOpenAI.chat": ("AzureOpenAIConnection",),
    "promptflow.tools.openai_gpt4v.OpenAI.chat": ("OpenAIConnection",),
    "promptflow.tools.serpapi.SerpAPI.search": ("SerpConnection",),
    "promptflow.tools.azure_content_safety.analyze_text": ("AzureContentSafetyConnection",),
    "promptflow_vectordb.tool.vector_db_lookup.VectorDBLookup.search": _STORES,
}
"""What the input `connection` of a tool takes."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """`gone` says that prompt flow does not find the old name; else it still works, and is no longer maintained."""

    now: str
    gone: bool
    source: str


_GUIDANCE = "https://learn.microsoft.com/azure/machine-learning/prompt-flow/tools-reference/troubleshoot-guidance"
_LOOKUP = "https://learn.microsoft.com/azure/machine-learning/prompt-flow/tools-reference/index-lookup-tool"
_TOOLS = "https://github.com/microsoft/promptflow/tree/main/src/promptflow-tools/promptflow/tools"
_INDEX = "promptflow_vectordb.tool.common_index_lookup.search"
_VECTOR = "promptflow_vectordb.tool."

RENAMED: Mapping[str, Renamed] = {
    "embeddingstore.tool.faiss_index_lookup.search": Renamed(_INDEX, True, _GUIDANCE),
    "embeddingstore.tool.vector_index_lookup.search": Renamed(_INDEX, True, _GUIDANCE),
    "embeddingstore.tool.vector_db_lookup.search": Renamed(_INDEX, True, _GUIDANCE),
    f"{_VECTOR}faiss_index_lookup.FaissIndexLookup.search": Renamed(_INDEX, False, _LOOKUP),
    f"{_VECTOR}vector_index_lookup.VectorIndexLookup.search": Renamed(_INDEX, False, _LOOKUP),
    f"{_VECTOR}vector_db_lookup.VectorDBLookup.search": Renamed(_INDEX, False, _LOOKUP),
    "content_safety_text.tools.content_safety_text_tool.analyze_text": Renamed(
        "promptflow.tools.azure_content_safety.analyze_text", False, _TOOLS
    ),
    "promptflow.tools.open_source_llm.OpenSourceLLM.call": Renamed(
        "promptflow.tools.open_model_llm.OpenModelLLM.call", True, _TOOLS
    ),
}
