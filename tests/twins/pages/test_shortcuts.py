"""The preference for keyboard shortcuts."""


def test_shortcuts_are_off_until_they_are_switched_on_again(browse, member):
    client = browse(member)

    off = client.post("/app/shortcuts", {"shortcuts": "off", "next": "/app/recents"})
    while_off = client.get("/app/recents").content.decode()
    client.post("/app/shortcuts", {"shortcuts": "on"})
    while_on = client.get("/app/recents").content.decode()

    assert (off.status_code, off["Location"]) == (303, "/app/recents")
    assert 'data-shortcuts="off"' in while_off
    assert 'data-shortcuts="on"' in while_on


def test_a_form_never_leads_to_another_site(browse, member):
    client = browse(member)

    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        response = client.post("/app/shortcuts", {"shortcuts": "on", "next": elsewhere})
        assert response["Location"] == "/app/"
