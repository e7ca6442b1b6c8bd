"""The house itself: telling names, files that fit on a few screens, and no way out to the network."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
FILES = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=REPOSITORY,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
MODULES = [
    Path(name)
    for name in FILES
    if name.endswith(".py") and "/migrations/" not in name and (REPOSITORY / name).exists()
]
ROOMS = {
    *(".ci", "accounts", "benchmarks", "docs", "itwins_site"),
    *("static", "templates", "tests", "twins"),
}
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "tools"}
MOST_LINES = 300
LEADS_OUT = re.compile(r"""(src|href|action)=["']?(https?:)?//|url\(["']?(https?:)?//|@import""")


def text_of(path: Path | str) -> str:
    return (REPOSITORY / path).read_text()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_has_a_telling_name_and_fits_on_a_few_screens(path):
    lines = text_of(path).count("\n")

    assert not JUNK_DRAWERS & {path.stem, *path.parent.parts}
    assert lines <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_opens_with_a_sentence_that_says_what_it_is_for(path):
    module = ast.parse(text_of(path))
    opening = (ast.get_docstring(module) or "").partition("\n\n")[0]

    assert opening.endswith((".", "?")) or not module.body


def test_nothing_stands_at_the_top_level_that_was_not_agreed():
    found = {name.partition("/")[0] for name in FILES if "/" in name}

    assert found - ROOMS == set()


def test_no_signal_changes_rows_behind_the_callers_back():
    code = [path for path in MODULES if path.parts[0] in {"accounts", "itwins_site", "twins"}]
    pattern = re.compile(r"\b((pre|post)_(save|delete|init)|m2m_changed)\.connect|@receiver")

    assert [path for path in code if pattern.search(text_of(path))] == []


@pytest.mark.parametrize("app", ["twins", "accounts"])
def test_every_noun_of_the_api_has_tests_of_its_own(app):
    views = [path for path in MODULES if path.parent == Path(app, "api")]
    nouns = [path.stem.removesuffix("s") for path in views if "ViewSet)" in text_of(path)]
    tests = [path.stem for path in MODULES if path.parent == Path("tests", app, "api")]

    assert [noun for noun in nouns if not any(noun in test for test in tests)] == []


@pytest.mark.parametrize("name", [name for name in FILES if re.search(r"lock(\.json)?$", name)])
def test_a_lock_names_no_download_address(name):
    assert re.findall(r"https?://\S+", text_of(name)) == []


def test_pages_load_nothing_from_elsewhere():
    pages = [name for name in FILES if re.match(r"(templates|static)/.*\.(html|css|js|svg)$", name)]

    assert [name for name in pages if LEADS_OUT.search(text_of(name))] == []


def test_every_setting_is_explained_and_nothing_else_is():
    read = re.findall(r'environment\.[a-z_]+\(\s*"([A-Z_]+)"', text_of("itwins_site/settings.py"))
    explained = re.findall(r"^\| `([A-Z_]+)` \|", text_of("docs/settings.md"), re.MULTILINE)

    assert sorted(explained) == sorted(read)


def test_every_command_is_explained():
    rooms = [Path(app, "management", "commands") for app in ("accounts", "twins")]
    ours = [path.stem for path in MODULES if path.parent in rooms and path.stem != "__init__"]
    explained = re.findall(r"^\| `([a-z_]+)", text_of("docs/running.md"), re.MULTILINE)

    assert sorted(explained) == sorted(ours)


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        *(f"docs/{name}.md" for name in ("decisions", "identity", "running", "settings")),
    ],
)
def test_every_path_and_make_target_that_a_document_names_is_there(document):
    text = text_of(document)
    paths = re.findall(r"`((?:twins|accounts|itwins_site|docs|tests)/[\w/.]*)`", text)
    targets = re.findall(r"(?:^|`)(?:[A-Z_]+=\S+ )?make ([a-z]+)", text, re.MULTILINE)
    made = re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE)

    assert [path for path in paths if not (REPOSITORY / path).exists()] == []
    assert set(targets) - set(made) == set()
