from django.db import migrations

from twins.folding import fold_key

# At Cesium ion; whoever opens it shows a token of their own, which an operator may add.
_ION = 'https://api.cesium.com/v1/assets/{}/endpoint'
# Asset id at Cesium ion, type, name, what it is.
_ASSETS = [
    ('1', 'TERRAIN', 'Cesium World Terrain', 'Terrain of the whole earth.'),
    ('3954', 'IMAGERY', 'Sentinel-2', 'Satellite imagery of the whole earth without clouds.'),
    ('96188', '3DTILES', 'Cesium OSM Buildings', 'Buildings of the whole earth, from OpenStreetMap.'),
    ('3812', 'IMAGERY', 'Earth at Night', 'The lights of the earth at night.'),
    ('2426648', 'TERRAIN', 'Cesium World Bathymetry', 'Terrain of the whole earth with its sea floor.'),
]
# The one that anybody may draw without a token.
_OPEN_STREET_MAP = {
    'type': 'IMAGERY',
    'uri': 'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
    'provider': {
        'name': 'UrlTemplateImageryProvider',
        'options': {
            'tilingScheme': 'WebMercatorTilingScheme',
            'bounds': [-180, -85, 180, 85],
            'credit': '© OpenStreetMap contributors',
        },
    },
}


def seed(apps, schema_editor):
    """Adds the curated content; what of it is there already stays as it is."""
    repository, is_new = apps.get_model('twins', 'GlobalRepository').objects.get_or_create(
        id='cesium',
        defaults={
            'repository_class': 'Cesium',
            'display_name': 'Cesium',
            'uri': '{publicUrl}/curated-content/cesium',
        },
    )
    if is_new:
        for position, (asset, kind, name, description) in enumerate(_ASSETS):
            properties = {'description': description, 'source': 'Cesium ion'}
            graphic = {'type': kind, 'uri': _ION.format(asset)}
            _add(apps, repository, position, asset, kind, name, properties, graphic)
        properties = {'description': 'The standard map of OpenStreetMap.', 'source': 'OpenStreetMap'}
        _add(apps, repository, len(_ASSETS), 'openstreetmap', 'IMAGERY', 'OpenStreetMap', properties, _OPEN_STREET_MAP)
    apps.get_model('twins', 'GeneratedRepository').objects.get_or_create(
        itwin=None,
        repository_class='CesiumCuratedContent',
        defaults={
            'display_name': 'Cesium Curated Content',
            'uri_template': '{publicUrl}/curated-content/cesium',
            'content': repository,
        },
    )


def _add(apps, repository, position, resource_id, kind, name, properties, graphic):
    resource = apps.get_model('twins', 'GlobalResource').objects.create(
        repository=repository,
        resource_id=resource_id,
        display_name=name,
        display_name_folded=fold_key(name),
        type=kind,
        properties=properties,
        position=position,
    )
    apps.get_model('twins', 'GlobalGraphic').objects.create(resource=resource, **graphic)


class Migration(migrations.Migration):

    dependencies = [
        ('twins', '0003_files_and_repositories'),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
