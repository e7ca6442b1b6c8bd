"""Pictures and exports in Azure Blob Storage."""

from storages.backends.azure_storage import AzureStorage

from itwins_site.files import headers_of


class AzureFileStorage(AzureStorage):
    """Keeps with each file as what it is given, so that no link can ask for anything else."""

    def get_object_parameters(self, name: str) -> dict[str, str | None]:
        headers = headers_of(name)
        return {
            "content_type": headers["Content-Type"],
            "content_disposition": headers["Content-Disposition"],
            "content_encoding": None,  # browsers would unpack an export that is to be kept packed
        }
