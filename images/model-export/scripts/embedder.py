"""Embedder of texts: sentence embeddings of BERT's kind with 384 dimensions, published as ONNX.

https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 and https://huggingface.co/BAAI/bge-small-en-v1.5
"""

from published import license_of

POOLINGS = ("mean", "cls")
# By the name of the folder. What was stated on the command line goes before.
KNOWN = {
    "all-MiniLM-L6-v2": {"pooling": "mean", "max_tokens": 256, "license": "Apache-2.0"},
    "bge-small-en-v1.5": {
        "pooling": "cls",
        "max_tokens": 512,
        "query_prefix": "Represent this sentence for searching relevant passages: ",
        "license": "MIT",
    },
}


def take(model, options):
    known = KNOWN.get(model.folder_name, {})
    license = license_of(model, options.embedder_license, known.get("license"))
    pooling, max_tokens, query_prefix = (
        stated if (stated := getattr(options, name)) is not None else known.get(name)
        for name in ("pooling", "max_tokens", "query_prefix")
    )
    if pooling is None or max_tokens is None:
        raise ValueError(
            f'{model.source}: "{model.folder_name}" is none of {", ".join(KNOWN)}; state --pooling and --max-tokens of it'
        )
    return {
        "slot": "embedder",
        "family": "sentence-embedding",
        **model.take({"model": "model"}, {"tokenizer": "tokenizer.json", "tokenizerConfig": "tokenizer_config.json"}),
        "constants": {"maxTokens": max_tokens},
        "options": {
            "name": model.name,
            "pooling": pooling,
            **({"queryPrefix": query_prefix} if query_prefix else {}),
        },
        "license": license,
    }
