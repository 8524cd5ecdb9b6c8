"""Tables to take along: CSV that no spreadsheet program mistakes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

#: What makes a spreadsheet program read a cell as a formula (OWASP, "CSV Injection"); wide signs
#: are read like plain ones.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_response(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """Answer with rows as a download; UTF-8 with a mark, so that Excel reads the accents."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_cell(value) for value in head])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def safe_cell(value: Any) -> str:
    """Return a value as text, with an apostrophe before what would be read as a formula."""
    if isinstance(value, int | float):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text
