"""Settings of the API definition at /openapi.json, by drf-spectacular."""

SPECTACULAR = {
    "TITLE": "Twinstead",
    "DESCRIPTION": "A self-hosted registry of infrastructure digital twins. Speaks the iTwins API.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/itwins",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ITwinClass": "twins.choices.ITwinClass",
        "SubClass": "twins.choices.SubClass",
        "CreatableClass": ["Thing", "Endeavor"],
        "CreatableSubClass": ["Asset", "Portfolio", "Project", "Program", "WorkPackage"],
        "Status": "twins.choices.Status",
        "InvitationStatus": "accounts.choices.InvitationStatus",
        "JobStatus": "accounts.choices.JobStatus",
        "ExportStatus": "twins.choices.ExportStatus",
        "EventType": "accounts.choices.EventType",
        "WebhookScope": "accounts.choices.WebhookScope",
        "DataCenterLocation": "twins.choices.DataCenterLocation",
        "RepositoryClass": "twins.choices.RepositoryClass",
        "RepositorySubClass": "twins.choices.RepositorySubClass",
        "AddableRepositoryClass": ["GeographicInformationSystem", "Construction", "Subsurface"],
        "AuthenticationType": "twins.choices.AuthenticationType",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "itwins_site.api_definition.publish_paths",
    ],
}
