"""A document as data: the parts that every official paper here has, in the order in which they stand on it.

The same value is drawn as PDF (`typesetting`) and given out as JSON. Layout after GB/T 9704-2012 (党政机关公文格式); what
must be on it: 行政许可法 32 (a dated paper with the special seal), 38 (reasons and remedies), 44 (delivery).
"""

import datetime
from typing import NamedTuple


class Table(NamedTuple):
    """Rows under a heading, every cell text. heads: () where each row is a label and its value."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Document(NamedTuple):
    """code: what it is, in Latin letters; number: at most 30 characters (GB/T 39046, 文书编号 an..30); organ: whose
    seal belongs on it; to: whom it addresses, "" for a paper of the office's own; day: of the step that it proves;
    remedy: where a person may turn, "" where nothing is refused; signers: who signs by hand; mark: 演示 where nothing
    is real."""

    code: str
    title: str
    number: str
    organ: str
    to: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    remedy: str
    day: datetime.date
    signers: tuple[str, ...]
    mark: str
