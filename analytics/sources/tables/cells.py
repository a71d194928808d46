"""Cells as clean text, the different words of a column apart from the rows they stand in: a word is looked at once."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from analytics.contract import Field
from analytics.sources.tables.sheet import first_bytes

# The first bytes of cells that the macros clean and clean_value change: ' = - # n, and those of words for "nothing".
WRAPPED = frozenset(b"'=-#nN")
NOTHING = frozenset(b"bBtT$0")
LOOKED_AT, FEW = 20_000, 2_000  # rows that tell whether a column has few words, and how many are few
MANY_ROWS = 20_000  # from which on columns are worked on side by side


def is_text(field: Field) -> bool:
    """Whether the field is kept as the text it is."""
    return field.type in ("text", "payer")


def clean(
    cursor: duckdb.DuckDBPyConnection, columns: Mapping[str, pa.ChunkedArray], texts: frozenset[str], *, always: bool
) -> dict[str, pa.Array]:
    """The columns as clean text, null where a cell says nothing; those of few words, and all that are no texts, as
    dictionary arrays (with always: every one). Needs the macros clean and clean_value.

    texts: the columns whose cells are kept as text, where "none" or "0" is a word like any other.
    """
    encode = partial(_encoded, texts=texts, always=always)
    if max((len(column) for column in columns.values()), default=0) > MANY_ROWS:
        with ThreadPoolExecutor() as pool:
            arrays = dict(zip(columns, pool.map(encode, columns.items()), strict=True))
    else:
        arrays = dict(zip(columns, map(encode, columns.items()), strict=True))
    wrapped = {
        name: array.dictionary
        for name, array in arrays.items()
        if pa.types.is_dictionary(array.type) and _may_be_wrapped(array.dictionary, name in texts)
    }
    arrays |= {name: _with_words(arrays[name], words) for name, words in _cleaned_words(cursor, wrapped, texts).items()}
    return arrays


def _encoded(item: tuple[str, pa.ChunkedArray], texts: frozenset[str], *, always: bool) -> pa.Array:
    name, column = item
    is_text = name in texts
    if always or not is_text or _has_few_words(column) or _may_be_wrapped(column, is_text):
        encoded = column.dictionary_encode().unify_dictionaries().combine_chunks()
        words = encoded.dictionary
        empty = pc.equal(words, "")
        return _with_words(encoded, pc.if_else(empty, None, words)) if pc.any(empty).as_py() else encoded
    column = column.combine_chunks()
    return pc.if_else(pc.equal(column, ""), None, column) if 0 in first_bytes(pa.chunked_array([column])) else column


def _has_few_words(column: pa.ChunkedArray) -> bool:
    return pc.count_distinct(column.slice(0, LOOKED_AT)).as_py() <= FEW


def _may_be_wrapped(column: pa.Array | pa.ChunkedArray, is_text: bool) -> bool:
    """Whether a cell starts as a wrapped or empty one does; a column in which none does is clean as it is."""
    column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    return bool(first_bytes(column) & (WRAPPED if is_text else WRAPPED | NOTHING))


def _cleaned_words(
    cursor: duckdb.DuckDBPyConnection, words: Mapping[str, pa.Array], texts: frozenset[str]
) -> dict[str, pa.Array]:
    """The words of several columns, cleaned by one statement: it is dear to plan, and cheap to run."""
    if not words:
        return {}
    lengths = [len(array) for array in words.values()]
    every = pa.concat_arrays(list(words.values()))
    is_text = pa.concat_arrays([pa.repeat(name in texts, length) for name, length in zip(words, lengths, strict=True)])
    place = pa.array(range(len(every)), pa.int64())
    cursor.register("incoming", pa.table({"place": place, "text": every, "is_text": is_text}))
    found = cursor.sql(
        "select case when is_text then clean(text) else clean_value(text) end as text from incoming order by place"
    ).to_arrow_table()
    cursor.unregister("incoming")
    cleaned = found["text"].cast(pa.string()).combine_chunks()
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    return {name: cleaned.slice(start, size) for name, start, size in zip(words, starts, lengths, strict=True)}


def _with_words(array: pa.DictionaryArray, words: pa.Array) -> pa.DictionaryArray:
    """The same rows with other words in place of their own: each word once, and none where a row says nothing."""
    again = words.dictionary_encode()
    return pa.DictionaryArray.from_arrays(again.indices.take(array.indices), again.dictionary)


def compact(array: pa.Array) -> pa.Array:
    """The same rows without words that stand in none of them."""
    if not pa.types.is_dictionary(array.type):
        return array
    used = array.indices.unique().drop_null()
    return pa.DictionaryArray.from_arrays(pc.index_in(array.indices, used), array.dictionary.take(used))
