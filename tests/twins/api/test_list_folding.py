"""Texts are compared without case and whatever the form of their accents, on every database."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import names

NFC, NFD = "Br\u00fccke", "Bru\u0308cke"

SAME = [
    ("Brücke", "brücke"),
    ("Brücke", "BRÜCKE"),
    (NFC, NFD),
    (NFD, NFC),
    (NFD.upper(), NFC.lower()),
    ("Straße", "STRASSE"),
    ("Straße", "strasse"),
    ("GROẞE", "große"),
    ("Ελλάς", "ΕΛΛΆΣ"),
    ("Москва", "МОСКВА"),  # noqa: RUF001 -- Cyrillic indeed
    ("İzmir", "İZMIR"),
    ("İzmir", "i\u0307zmir"),
    ("\u1e9b\u0323", "\u1e69"),
    ("ﬁnish", "FINISH"),
]
DIFFERENT = [
    ("Brücke", "Brucke"),
    ("İzmir", "Izmir"),
    ("ısı", "isi"),  # noqa: RUF001 -- Turkish indeed
    ("100%", "100_"),
    ("a\\b", "a\\\\b"),
]


def _queries(asked):
    quoted = asked.replace("'", "''")
    return [
        {"displayName": asked},
        {"number": asked},
        {"type": asked},
        {"$search": asked},
        {"$filter": f"displayName eq '{quoted}'"},
        {"$filter": f"number in ['{quoted}']"},
        {"$filter": f"contains(type,'{quoted}')"},
        {"$filter": f"startswith(geographicLocation,'{quoted}')"},
        {"$filter": f"endswith('{quoted}',displayName) and not (type ne '{quoted}')"},
    ]


def _found(api, user, query, scope):
    return names(api(user).get("/itwins/", query, headers={"X-iTwin-Query-Scope": scope}))


def _make(acme, admin, text):
    make_itwin(
        acme, owner=admin, display_name=text, number=text, type=text, geographic_location=text
    )


@pytest.mark.parametrize(("stored", "asked"), SAME)
@pytest.mark.parametrize("scope", ["MemberOfiTwin", "OrganizationAdmin"])
def test_what_differs_in_case_or_form_alone_is_found(api, acme, admin, stored, asked, scope):
    _make(acme, admin, stored)

    for query in _queries(asked):
        assert _found(api, admin, query, scope) == [stored]


@pytest.mark.parametrize(("stored", "asked"), DIFFERENT)
def test_what_differs_otherwise_is_not(api, acme, admin, stored, asked):
    _make(acme, admin, stored)

    for query in _queries(asked):
        assert _found(api, admin, query, "all") == []


@pytest.mark.parametrize(("stored", "asked"), SAME)
def test_names_that_fold_alike_are_taken(api, acme, admin, stored, asked):
    _make(acme, admin, stored)
    body = {"displayName": asked, "number": asked, "class": "Endeavor", "subClass": "Project"}

    answer = api(admin).post("/itwins/", body, format="json")

    targets = [detail["target"] for detail in answer.json()["error"]["details"]]
    assert (answer.status_code, targets) == (409, ["number", "displayName"])


@pytest.mark.parametrize(("stored", "asked"), DIFFERENT)
def test_names_that_fold_differently_are_free(api, acme, admin, stored, asked):
    _make(acme, admin, stored)
    body = {"displayName": asked, "number": asked, "class": "Endeavor", "subClass": "Project"}

    assert api(admin).post("/itwins/", body, format="json").status_code == 201


def test_texts_are_shown_as_they_were_written(api, acme, admin):
    body = {"displayName": f" {NFD} ", "class": "Endeavor", "subClass": "Project", "number": "ß"}

    shown = api(admin).post("/itwins/", body, format="json").json()["iTwin"]

    assert (shown["displayName"], shown["number"]) == (f" {NFD} ", "ß")
    assert names(api(admin).get("/itwins/", {"displayName": NFC})) == [f" {NFD} "]


@pytest.mark.parametrize("letter", ["\ufdfa", "ΐ", "\U0001d160", "ß"])
def test_texts_that_grow_when_folded_fit(api, acme, admin, letter):
    text, kind = letter * 255, letter * 100
    body = {"displayName": text, "number": text, "type": kind, "geographicLocation": text}

    answer = api(admin).post(
        "/itwins/", body | {"class": "Thing", "subClass": "Asset"}, format="json"
    )

    assert answer.status_code == 201
    assert names(api(admin).get("/itwins/", {"$search": text})) == [text]
    assert names(api(admin).get("/itwins/", {"displayName": text})) == [text]
