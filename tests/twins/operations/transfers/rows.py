"""What tests of transfers compare."""

from django.apps import apps

from twins.models import Transfer


def codes(transfer):
    return [(finding["code"], finding["level"]) for finding in transfer.findings]


def everything():
    """Every row of ours but the transfers themselves."""
    models = [
        model
        for app in ("twins", "accounts")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy and model is not Transfer  # noqa: SLF001
    ]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}  # noqa: SLF001
