"""Keeping global repositories, their resources and graphics in the admin."""

import re

import pytest

from twins.models import GlobalGraphic, GlobalRepository, GlobalResource

REPOSITORIES = "/admin/twins/globalrepository/"
RESOURCES = "/admin/twins/globalresource/"
HEADER = {"type": "Header", "key": "Authorization", "value": "Bearer secret-token"}


def errors(response):
    assert response.status_code == 200
    return re.findall(r'<ul class="errorlist"[^>]*><li>(.*?)</li>', response.content.decode())


def inline(prefix, *forms, initial=0):
    """The fields of an inline, as a browser sends them."""
    return {
        f"{prefix}-TOTAL_FORMS": len(forms),
        f"{prefix}-INITIAL_FORMS": initial,
        **{
            f"{prefix}-{place}-{name}": value
            for place, form in enumerate(forms)
            for name, value in form.items()
        },
    }


@pytest.fixture
def sentinel(db):
    return GlobalResource.objects.get(resource_id="3954")


@pytest.fixture
def save(staff, sentinel):
    """Saves the page of a resource with what is said of its one graphic."""

    def post(graphic, **changes):
        kept = sentinel.graphics.get()
        form = {
            "resource_id": "3954",
            "display_name": "Sentinel-2",
            "type": "IMAGERY",
            "position": 1,
            "properties": "{}",
            **changes,
            **inline(
                "graphics",
                {
                    "id": kept.pk,
                    "resource": sentinel.pk,
                    "type": "IMAGERY",
                    "uri": "https://tiles.example",
                    "position": 0,
                    "provider": "",
                    **graphic,
                },
                initial=1,
            ),
        }
        return staff.post(f"{RESOURCES}{sentinel.pk}/change/", form)

    return post


def test_a_repository_is_added_with_its_resources_and_found_by_the_api(staff, api, owner):
    form = {
        "id": "own",
        "repository_class": "Own",
        "display_name": "Our maps",
        "uri": "{publicUrl}/maps",
        **inline(
            "resources",
            {"resource_id": "a", "display_name": "STRASSEN", "type": "KML", "position": 2},
            {"resource_id": "b", "display_name": "Flüsse", "type": "", "position": 1},
        ),
    }

    response = staff.post(f"{REPOSITORIES}add/", form)

    assert response.status_code == 302, errors(response)
    found = api(owner).get("/itwins/repositories/own/resources?$search=straßen").json()
    assert [row["id"] for row in found["resources"]] == ["a"]
    rows = api(owner).get("/itwins/repositories/own/resources").json()["resources"]
    assert [row["id"] for row in rows] == ["b", "a"]


def test_the_page_of_a_repository_keeps_its_id_and_changes_its_resources(staff, db):
    rows = list(GlobalResource.objects.order_by("position"))
    form = {
        "id": "renamed",
        "repository_class": "Cesium",
        "display_name": "Cesium",
        "uri": "https://a",
    }
    forms = [
        {
            "id": row.pk,
            "repository": "cesium",
            "resource_id": row.resource_id,
            "display_name": f"{row.display_name} Ä",
            "type": row.type,
            "position": row.position,
        }
        for row in rows
    ]
    forms[0]["DELETE"] = "on"

    response = staff.post(
        f"{REPOSITORIES}cesium/change/", form | inline("resources", *forms, initial=len(forms))
    )

    assert response.status_code == 302, errors(response)
    assert GlobalRepository.objects.get().pk == "cesium"
    folded = GlobalResource.objects.order_by("position").values_list("display_name_folded")
    assert [name for (name,) in folded] == [f"{row.display_name} ä".lower() for row in rows[1:]]


def test_many_resources_are_kept_on_a_list_of_their_own(staff, db):
    repository = GlobalRepository.objects.get()
    assert b"resources-TOTAL_FORMS" in staff.get(f"{REPOSITORIES}cesium/change/").content
    GlobalResource.objects.bulk_create(
        GlobalResource(repository=repository, resource_id=f"r{place}") for place in range(95)
    )

    page = staff.get(f"{REPOSITORIES}cesium/change/").content.decode()

    assert "resources-TOTAL_FORMS" not in page
    assert f'<a href="{RESOURCES}?repository__id__exact=cesium">101</a>' in page
    assert staff.get(f"{RESOURCES}?repository__id__exact=cesium&q=r94").status_code == 200


def test_what_a_generated_repository_shows_is_not_deleted(staff, db):
    page = staff.get(f"{REPOSITORIES}cesium/delete/").content.decode()

    assert "would require deleting the following protected related objects" in page


@pytest.mark.parametrize("resource_id", ["a/b", "50%", "..", " a?"])
def test_an_id_that_no_address_can_hold_is_refused(save, resource_id):
    assert "An address cannot hold it" in errors(save({}, resource_id=resource_id))[0]


@pytest.mark.parametrize("text", ["[]", '"a"', '{"a": "\\u0000"}', "7"])
def test_properties_and_provider_are_objects(save, text):
    assert errors(save({}, properties=text)) == ["Enter a JSON object, or nothing."]
    assert errors(save({"provider": text})) == ["Enter a JSON object, or nothing."]


def test_what_no_answer_could_hold_is_refused(save):
    deep = '{"a":' * 300 + "1" + "}" * 300

    assert errors(save({}, properties=deep)) == ["It is nested too deeply."]


def test_an_authentication_is_written_and_never_shown(staff, save, sentinel, api, owner):
    said = {
        "authentication_type": "Header",
        "authentication_name": "Authorization",
        "authentication_secret": "Bearer secret-token",
    }
    provider = '{"name": "UrlTemplateImageryProvider"}'

    assert save(said | {"provider": provider}).status_code == 302

    graphics = api(owner).get("/itwins/repositories/cesium/resources/3954/graphics").json()
    assert graphics["graphics"] == [
        {
            "type": "IMAGERY",
            "uri": "https://tiles.example",
            "authentication": HEADER,
            "provider": {"name": "UrlTemplateImageryProvider"},
        }
    ]
    page = staff.get(f"{RESOURCES}{sentinel.pk}/change/").content.decode()
    assert 'value="Authorization"' in page
    assert "secret-token" not in page
    assert ">\nnull</textarea>" not in page


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            {"authentication_type": "Header", "authentication_name": "X-Key"},
            HEADER | {"key": "X-Key"},
        ),
        (
            {"authentication_type": "QueryParameter", "authentication_name": "key"},
            HEADER | {"type": "QueryParameter", "key": "key"},
        ),
        ({"authentication_type": ""}, None),
    ],
)
def test_an_empty_secret_keeps_the_one_there_is(save, sentinel, said, kept):
    GlobalGraphic.objects.filter(resource=sentinel).update(authentication=HEADER)

    assert save(said | {"authentication_secret": ""}).status_code == 302

    assert sentinel.graphics.get().authentication == kept


def test_an_authentication_has_a_name_and_a_secret(save, sentinel):
    said = {"authentication_type": "Basic", "authentication_name": "", "authentication_secret": ""}

    assert errors(save(said)) == ["This field is required."] * 2
    assert sentinel.graphics.get().authentication is None


def test_pages_need_no_inline_style_or_script(staff, sentinel):
    for page in (
        f"{REPOSITORIES}cesium/change/",
        f"{RESOURCES}{sentinel.pk}/change/",
        "/admin/twins/generatedrepository/add/",
        "/admin/twins/repository/",
    ):
        text = staff.get(page).content.decode()
        assert re.findall(r"<style|\sstyle=|<script(?![^>]*\bsrc=)[^>]*>", text) == []
