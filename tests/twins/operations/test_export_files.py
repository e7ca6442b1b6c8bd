"""The files of exports, to the byte: the same from SQLite and from PostgreSQL."""

import csv
import gzip
import io
import zipfile
from uuid import UUID

import orjson
import pytest
import time_machine

from tests.factories import make_itwin
from tests.factories.exports import make_export
from tests.twins.api.answers import FULL, MINIMAL, make_at, start_of_2024
from twins.choices import ExportFormat, SubClass
from twins.folding import fold_key
from twins.models import Export, Image, ITwin
from twins.operations.export_files import write_export

BRIDGE = UUID("dc914a84-e0c9-40e2-9d14-faf5ed84147f")
TUNNEL = UUID("5e9e8e5a-1b1a-4c0f-8f2a-7a3f0d8c9b01")
HOSTILE = [
    'quotes "within" and "',
    "commas, semicolons; tabs\t",
    "line\nbreak",
    "carriage\rreturn\r\n",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\\.",
    "\\N",
    "back\\slash\\n",
    "NULL",
    "null",
    "{} %s %(name)s %%",
    "'; DROP TABLE twins_itwin; --",
    "</script>&amp;",
    "🌉 bridge 👩‍🔧",
    "e\u0301 combining",
    "separators\u2028\u2029\u0085\ufeff\u200f",
    "".join(map(chr, (*range(1, 0x20), *range(0x7F, 0xA0)))) + "end",
    "文字",
    "$$ $1 $tag$",
]


def content_of(export: Export) -> bytes:
    """What a file holds once it is unpacked."""
    file = io.BytesIO()
    write_export(export, file)
    data = file.getvalue()
    if export.output_format == ExportFormat.JSON_ZIP:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist() == [f"{export.pk}.json"]
            return archive.read(f"{export.pk}.json")
    return data if export.output_format == ExportFormat.CSV else gzip.decompress(data)


@pytest.fixture
def two_itwins(acme, owner) -> list[ITwin]:
    """One with everything, and an older one with as little as can be."""
    bridge = make_at(
        start_of_2024().replace(microsecond=370_000),
        acme,
        owner,
        'The "Old" Bridge, Nørrebro 🌉',
        itwin_id=BRIDGE,
        number="=1+1",
        type="\\N",
        geographic_location="Exton,\nPA",
        latitude=40.0,
        longitude=-75.621,
        iana_time_zone="America/New_York",
    )
    Image.objects.create(id=TUNNEL, itwin=bridge, extension="jpeg", created_by=owner)
    tunnel = make_at(
        start_of_2024().replace(year=2023),
        bridge,
        owner,
        " ",
        itwin_id=TUNNEL,
        number="back\\slash\t",
        type="",
        sub_class=SubClass.ASSET,
        latitude=-0.00001,
        longitude=0.1 + 0.2,
    )
    return [bridge, tunnel]


def test_csv_is_written_to_the_byte(two_itwins, acme, owner):
    export = make_export(owner, of=two_itwins, select=",".join(FULL))

    assert content_of(export).decode() == (
        "id,class,subClass,type,number,displayName,geographicLocation,latitude,longitude,"
        "ianaTimeZone,dataCenterLocation,status,parentId,iTwinAccountId,imageName,image,"
        "createdDateTime,createdBy,lastModifiedDateTime,lastModifiedBy\n"
        'dc914a84-e0c9-40e2-9d14-faf5ed84147f,Endeavor,Project,\\N,=1+1,"The ""Old"" Bridge, '
        'Nørrebro 🌉","Exton,\nPA",40,-75.621,America/New_York,East US,Active,'
        f"{acme.pk},{acme.pk},small_5e9e8e5a-1b1a-4c0f-8f2a-7a3f0d8c9b01.jpeg,,"
        f"2024-01-01T00:00:00.370Z,{owner.pk},2024-01-01T00:00:00.370Z,{owner.pk}\n"
        '5e9e8e5a-1b1a-4c0f-8f2a-7a3f0d8c9b01,Thing,Asset,"",back\\slash\t, ,,-1e-05,'
        "0.30000000000000004,,East US,Active,dc914a84-e0c9-40e2-9d14-faf5ed84147f,"
        f"{acme.pk},,,2023-01-01T00:00:00.000Z,{owner.pk},2023-01-01T00:00:00.000Z,{owner.pk}\n"
    )


@pytest.mark.parametrize("output_format", [ExportFormat.JSON_GZIP, ExportFormat.JSON_ZIP])
def test_json_is_written_to_the_byte(two_itwins, acme, owner, output_format):
    export = make_export(owner, of=two_itwins, select=",".join(FULL), output_format=output_format)

    assert content_of(export).decode() == (
        '[\n{"id":"dc914a84-e0c9-40e2-9d14-faf5ed84147f","class":"Endeavor",'
        '"subClass":"Project","type":"\\\\N","number":"=1+1",'
        '"displayName":"The \\"Old\\" Bridge, Nørrebro 🌉","geographicLocation":"Exton,\\nPA",'
        '"latitude":40,"longitude":-75.621,"ianaTimeZone":"America/New_York",'
        f'"dataCenterLocation":"East US","status":"Active","parentId":"{acme.pk}",'
        f'"iTwinAccountId":"{acme.pk}",'
        '"imageName":"small_5e9e8e5a-1b1a-4c0f-8f2a-7a3f0d8c9b01.jpeg","image":null,'
        f'"createdDateTime":"2024-01-01T00:00:00.370Z","createdBy":"{owner.pk}",'
        f'"lastModifiedDateTime":"2024-01-01T00:00:00.370Z","lastModifiedBy":"{owner.pk}"}},\n'
        '{"id":"5e9e8e5a-1b1a-4c0f-8f2a-7a3f0d8c9b01","class":"Thing","subClass":"Asset",'
        '"type":"","number":"back\\\\slash\\t","displayName":" ","geographicLocation":null,'
        '"latitude":-1e-05,"longitude":0.30000000000000004,"ianaTimeZone":null,'
        '"dataCenterLocation":"East US","status":"Active",'
        f'"parentId":"dc914a84-e0c9-40e2-9d14-faf5ed84147f","iTwinAccountId":"{acme.pk}",'
        '"imageName":null,"image":null,'
        f'"createdDateTime":"2023-01-01T00:00:00.000Z","createdBy":"{owner.pk}",'
        f'"lastModifiedDateTime":"2023-01-01T00:00:00.000Z","lastModifiedBy":"{owner.pk}"}}\n]\n'
    )


@pytest.fixture
def hostile_itwins(acme, admin) -> None:
    with time_machine.travel(start_of_2024(), tick=False):
        for place, text in enumerate(HOSTILE):
            make_itwin(
                acme,
                owner=admin,
                display_name=f"{text}-{place}",
                number=f"{text}-{place}",
                type=text,
                geographic_location=text,
            )


def test_hostile_texts_are_exported_as_the_list_shows_them(api, hostile_itwins, acme, admin):
    listed: list[dict] = []
    while len(listed) % 10 == 0:
        page = api(admin).get(
            f"/itwins/?$top=10&$skip={len(listed)}",
            headers={"Prefer": "return=representation", "X-iTwin-Query-Scope": "OrganizationAdmin"},
        )
        listed += page.json()["iTwins"]

    as_json, as_csv = (
        content_of(
            make_export(admin, accounts=[acme], select=",".join(FULL), output_format=output_format)
        )
        for output_format in (ExportFormat.JSON_GZIP, ExportFormat.CSV_GZIP)
    )

    assert len(listed) == len(HOSTILE)
    assert orjson.loads(as_json) == listed
    assert b",\n".join(map(orjson.dumps, listed)) == as_json[2:-3]
    header, *records = csv.reader(io.StringIO(as_csv.decode(), newline=""), strict=True)
    assert header == FULL
    assert records == [
        ["" if value is None else str(value) for value in row.values()] for row in listed
    ]


def test_a_hostile_text_finds_itself(hostile_itwins, acme, admin):
    for text in HOSTILE:
        quoted = text.replace("'", "''")
        export = make_export(
            admin,
            accounts=[acme],
            select="type",
            filter=f"type eq '{quoted}' and contains(displayName,'{quoted}')",
            output_format=ExportFormat.JSON_GZIP,
        )

        found = {row["type"] for row in orjson.loads(content_of(export))}

        assert found == {other for other in HOSTILE if fold_key(other) == fold_key(text)}


def test_the_four_formats_hold_the_same(two_itwins, owner):
    contents = {
        output_format: content_of(make_export(owner, of=two_itwins, output_format=output_format))
        for output_format in ExportFormat
    }

    assert contents[ExportFormat.JSON_GZIP] == contents[ExportFormat.JSON_ZIP]
    assert contents[ExportFormat.CSV_GZIP] == contents[ExportFormat.CSV]
    header, *records = csv.reader(io.StringIO(contents[ExportFormat.CSV].decode(), newline=""))
    assert header == MINIMAL
    assert orjson.loads(contents[ExportFormat.JSON_ZIP]) == [
        dict(zip(header, record, strict=True)) for record in records
    ]


@pytest.mark.parametrize("output_format", ExportFormat)
def test_a_second_attempt_writes_the_same_bytes(two_itwins, owner, output_format):
    export = make_export(owner, of=two_itwins, output_format=output_format)
    files = [io.BytesIO(), io.BytesIO()]

    counts = []
    for year, file in enumerate(files, start=2024):
        with time_machine.travel(start_of_2024().replace(year=year)):
            counts.append(write_export(export, file))

    assert counts == [2, 2]
    assert files[0].getvalue() == files[1].getvalue()


def test_selected_properties_come_in_the_order_of_the_wire(two_itwins, owner):
    export = make_export(owner, of=two_itwins, select="STATUS, imageName,longitude,id,status")

    assert content_of(export).decode() == (
        "id,longitude,status,imageName\n"
        f"{BRIDGE},-75.621,Active,small_{TUNNEL}.jpeg\n"
        f"{TUNNEL},0.30000000000000004,Active,\n"
    )


def test_a_column_alone_keeps_null_and_empty_apart(acme, owner):
    types = ["Road", "", None, "\\.", "\\N", '"']
    itwins = [
        make_at(start_of_2024().replace(day=31 - place), acme, owner, f"{place}", type=text)
        for place, text in enumerate(types)
    ]
    as_csv, as_json = (
        content_of(make_export(owner, of=itwins, select="type", output_format=output_format))
        for output_format in (ExportFormat.CSV, ExportFormat.JSON_GZIP)
    )

    assert as_csv == b'type\nRoad\n""\n\n"\\."\n\\N\n""""\n'
    assert [row["type"] for row in orjson.loads(as_json)] == types


@pytest.mark.parametrize("request_fields", [{}, {"filter": "status eq 'Nothing'"}], ids=str)
@pytest.mark.parametrize(
    ("output_format", "content"),
    [(ExportFormat.JSON_GZIP, b"[]\n"), (ExportFormat.CSV_GZIP, b"id,status\n")],
)
def test_an_export_of_nothing_is_a_whole_file(owner, output_format, content, request_fields):
    export = make_export(owner, select="status,id", output_format=output_format, **request_fields)

    assert content_of(export) == content


def test_moments_are_cut_to_milliseconds_as_on_the_wire(acme, owner):
    itwin = make_itwin(acme, owner=owner)
    moment = start_of_2024().replace(microsecond=999_999)
    ITwin.objects.filter(pk=itwin.pk).update(created_at=moment, last_modified_at=moment)
    export = make_export(owner, of=[itwin], select="createdDateTime,lastModifiedDateTime")

    assert content_of(export).endswith(b"\n2024-01-01T00:00:00.999Z,2024-01-01T00:00:00.999Z\n")
