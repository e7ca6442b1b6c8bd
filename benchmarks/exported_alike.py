"""`python -m benchmarks.exported_alike [--itwins N]`: an export holds what paging through the API gives.

Loads the same iTwins as on every database, exports all of them, and prints the digest of each
file's content: run on SQLite and on PostgreSQL, the digests are equal. Exit 1 if rows differ.
"""

import argparse
import csv
import gzip
import hashlib
import importlib
import io
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.own_database import own_database

Row = dict[str, Any]
_SEED = "7"
_OF_A_WINDOW = 5_000  # a list ends after 10,000 rows: it is asked for in windows of time


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exported_alike")
    parser.add_argument("--itwins", type=int, default=100_000)
    itwins = parser.parse_args().itwins
    with own_database() as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "itwins_site.settings"}
        os.environ |= {"RATE_LIMIT_PER_MINUTE": "0"}  # one application asks for it all
        os.environ.setdefault("LOG_LEVEL", "ERROR")
        importlib.import_module("django").setup()
        is_alike = _compare(itwins)
        importlib.import_module("django.db").connections.close_all()
    return 0 if is_alike else 1


def _compare(itwins: int) -> bool:
    call_command = importlib.import_module("django.core.management").call_command
    call_command("migrate", verbosity=0)
    volume = ("--itwins", str(itwins), "--accounts", "1", "--members", "1", "--seed", _SEED)
    call_command("load_scale_data", *volume, verbosity=0, stdout=io.StringIO())
    administrator = _model("accounts", "User").get(email="admin-1@scale.example")
    content = {form: _content(form, administrator) for form in ("JsonGZip", "CsvGZip")}
    exported = json.loads(content["JsonGZip"])
    paged = list(_paged(administrator, [row["createdDateTime"] for row in exported]))
    as_csv = list(csv.DictReader(io.StringIO(content["CsvGZip"].decode(), newline="")))
    same_json = exported == paged
    same_csv = as_csv == [{name: _cell(value) for name, value in row.items()} for row in paged]
    print(f"JSON: {len(exported):,} iTwins, {'as' if same_json else 'NOT as'} paging gives them")
    print(f"CSV: {len(as_csv):,} iTwins, {'as' if same_csv else 'NOT as'} paging gives them")
    return same_json and same_csv


def _content(form: str, administrator: Any) -> bytes:
    requests = importlib.import_module("twins.queries.export_request")
    exports = importlib.import_module("twins.operations.exports")
    names = importlib.import_module("twins.queries.itwin_properties").ALL
    body = {"outputFormat": form, "queryScope": "OrganizationAdmin", "select": ",".join(names)}
    export = exports.create_export(
        request=requests.ExportRequest.from_body(body | {"includeInactive": True}),
        client_id="bench",
        by=administrator,
    )
    packed = io.BytesIO()
    importlib.import_module("twins.operations.export_files").write_export(export, packed)
    export.delete()
    content = gzip.decompress(packed.getvalue())
    print(f"{form}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    return content


def _paged(administrator: Any, moments: list[str]) -> Iterator[Row]:
    """Every row of the list, the newest first, a thousand at a time."""
    tokens = importlib.import_module("accounts.authentication.access_tokens")
    client = importlib.import_module("rest_framework.test").APIClient(SERVER_NAME="localhost")
    headers = {
        "Authorization": f"Bearer {tokens.issue_access_token(administrator)}",
        "Prefer": "return=representation",
        "X-iTwin-Query-Scope": "OrganizationAdmin",
        "X-Max-Return": "10000",
    }
    edges = [moments[place] for place in range(0, len(moments), _OF_A_WINDOW)]
    for newest, oldest in zip(edges, [*edges[1:], None], strict=True):
        window = f"createdDateTime le {newest}"
        if oldest is not None:
            window += f" and createdDateTime gt {oldest}"
        options = {"$filter": window, "$top": "1000", "includeInactive": "true"}
        address: str | None = "/itwins/"
        while address:
            page = client.get(address, options, headers=headers).json()
            yield from (row | {"image": None} for row in page["iTwins"])
            address = page["_links"].get("next", {}).get("href")
            options = {}  # the link has them


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _model(app: str, name: str) -> Any:
    return importlib.import_module(f"{app}.models").__dict__[name].objects


if __name__ == "__main__":
    sys.exit(main())
