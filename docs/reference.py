"""Write `docs/reference.md`, the names that others rely on, from code and words: `python -m docs.reference`.

A command, a field, a setting, a chart, a kind of job appears there by being in the code. Access actions and
statuses have no words of their own in the code; each needs its line in `actions.yaml`, or this stops.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
TARGET = HERE / "reference.md"
LANGUAGES = ("ar", "en")
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")

STATUSES = {
    "OBSERVED": ("قيمة منشورة، والصفر قيمة", "a value; 0 is one"),
    "MISSING": ("غير متوفر", "missing"),
    "NOT_ASSESSED": ("غير مقيَّم", "not assessed"),
    "NOT_APPLICABLE": ("لا ينطبق: لم تكن الدولة عضوًا", "not applicable: no Member State then"),
    "NOT_PUBLISHED": ("لم يُنشر بعد", "not yet published"),
    "RETIRED": ("خرج من المسح", "retired from the Survey"),
}

Row = tuple[str, ...]


def reference() -> str:
    """The whole document."""
    parts = [HEAD, *(part for section in SECTIONS for part in section())]
    return "\n".join(parts).rstrip() + "\n"


HEAD = """# المرجع · Reference

الأسماء التي يعتمد عليها غيرنا: أوامر وحقول وإعدادات وعناوين ورموز. تبقى من نسخة إلى نسخة.
تُكتب هذه الصفحة من البرنامج نفسه: `python -m docs.reference`

The names that others rely on: commands, fields, settings, addresses, codes. They are kept from version to
version. This page is written from the code itself: `python -m docs.reference`
"""


def say_both(key: str) -> tuple[str, str]:
    """The words of a key in Arabic and in English, as a cell of a table takes them."""
    from miqyas.kernel.words import say

    ar, en = (say(key, language=language).replace("|", "\\|") for language in LANGUAGES)
    return ar, en


def table(headings: Row, rows: Iterable[Row]) -> str:
    """A Markdown table with an empty line after it."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def names(title: str, rows: Iterable[Row], *, heading: str) -> Iterator[str]:
    """A section: a title and a table of names with their meaning in both languages."""
    yield f"## {title}\n"
    yield table((heading, "العربية", "English"), rows)


def described(known: Iterable[str], lines: Mapping[str, tuple[str, str]], *, where: str) -> Iterator[Row]:
    """A row for each known name; a name without a line, and a line without a name, stop."""
    known = sorted(known)
    if set(known) != set(lines):
        differ = ", ".join(sorted(set(known) ^ set(lines)))
        raise SystemExit(f"{where} in docs/reference.py and the code differ: {differ}")
    return ((f"`{name}`", *lines[name]) for name in known)


def commands() -> Iterator[str]:
    """Commands with what they take, shared options, exit codes."""
    import typer

    from miqyas.cli.help import EXIT_CODES, SHARED, usage, words_name
    from miqyas.cli.main import app

    found: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    rows = (
        (
            f"`miqyas {name} {' '.join(usage(command))}`".replace(" `", "`"),
            *say_both(f"cli.{words_name(name)}.short"),
        )
        for name, command in found.items()
    )
    yield from names("الأوامر · Commands", rows, heading="command")
    taken = ((f"`{name}`", *say_both(f"cli.option.{name[2:]}")) for name in SHARED)
    yield from names("خيارات في كل الأوامر · Options of every command", taken, heading="option")
    codes = ((f"`{code}`", *say_both(f"cli.exit_code.{code}")) for code in EXIT_CODES)
    yield from names("رموز الخروج · Exit codes", codes, heading="code")


def fields() -> Iterator[str]:
    """Fields of `--json`: by command, and what each means."""
    from miqyas.cli.fields import FIELDS_OF

    yield "## الحقول في JSON · Fields with `--json`\n"
    yield table(
        ("command", "fields"),
        (
            (f"`{name}`", ", ".join(f"`{field}`" for field in dict.fromkeys(own)))
            for name, own in FIELDS_OF.items()
        ),
    )
    every = dict.fromkeys(field for own in FIELDS_OF.values() for field in own)
    means = ((f"`{field}`", *say_both(f"cli.field.{field}")) for field in every)
    yield table(("field", "العربية", "English"), means)


def settings() -> Iterator[str]:
    """Settings with their defaults and docstrings."""
    from miqyas.server import config

    tree = ast.parse(inspect.getsource(config.Config)).body[0]
    assert isinstance(tree, ast.ClassDef)
    words = {
        field.target.id: documented.value.value
        for field, documented in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(documented, ast.Expr)
        and isinstance(documented.value, ast.Constant)
    }
    rows = (
        (f"`MIQYAS_{name.upper()}`", _default(field), " ".join(str(words[name]).replace("``", "`").split()))
        for name, field in config.Config.model_fields.items()
    )
    yield "## الإعدادات · Settings\n"
    yield "من متغيرات البيئة أو من ملف `.env`. · From the environment or a `.env` file.\n"
    yield table(("setting", "default", "meaning"), rows)


def _default(field: Any) -> str:
    if field.default_factory:
        return "`var` in a checkout"
    value = field.get_default()
    shown = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    shown = ",".join(shown) if isinstance(shown, tuple) else shown
    return f"`{shown}`" if shown not in ("", None) else ""


def endpoints() -> Iterator[str]:
    """Addresses of the API with their parameters and summaries, and every field of its answers."""
    from miqyas.api.service import api

    schema: Mapping[str, Any] = api.get_openapi_schema()
    rows = (
        (f"`{method.upper()} {path}`", _parameters(operation), operation["summary"])
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    )
    yield "## واجهة البرمجة · API\n"
    yield "الوصف الكامل مع أمثلة في `/api/v1/docs`. · The whole description, with examples: `/api/v1/docs`.\n"
    yield table(("address", "parameters", "answers"), rows)
    shapes: Mapping[str, Any] = schema["components"]["schemas"]
    answered = _named_below(schema["paths"], shapes)
    yield table(
        ("answer", "fields"),
        (
            (f"`{name}`", ", ".join(f"`{field}`" for field in shapes[name]["properties"]))
            for name in sorted(answered)
            if "properties" in shapes[name]
        ),
    )


def _named_below(part: object, shapes: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> set[str]:
    """Names of the shapes that a part of the description refers to, directly or through others."""
    if isinstance(part, list):
        return {name for item in part for name in _named_below(item, shapes, seen)}
    if not isinstance(part, dict):
        return set()
    found = {str(part.get("$ref", "")).rpartition("/")[2]} - seen - {""}
    deeper = {name for new in found for name in _named_below(shapes[new], shapes, seen | found)}
    return found | deeper | {name for item in part.values() for name in _named_below(item, shapes, seen)}


def _parameters(operation: Mapping[str, Any]) -> str:
    asked = (parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query")
    return ", ".join(f"`{name}`" for name in asked)


def datasets() -> Iterator[str]:
    """Kinds of datasets, tables that are exported, formats."""
    from miqyas.analysis.world import load_world
    from miqyas.cli.commands.export import FORMATS
    from miqyas.observations.imports.plan import KINDS
    from miqyas.reports.tables.build import table_names_of, table_of

    kinds = ((f"`{kind}`", *say_both(f"import.kind.{kind}")) for kind in KINDS)
    yield from names("أنواع ما يُستورد · Kinds of datasets", kinds, heading="kind")
    world = load_world()
    titles = {_any_year(name, "<edition>"): table_of(world, name).title for name in table_names_of(world)}
    rows = (
        (f"`{name}`", *(_any_year(title[language], "…") for language in LANGUAGES))
        for name, title in titles.items()
    )
    yield from names("الجداول · Tables", rows, heading="table")
    yield f"الصيغ · Formats: {', '.join(f'`{name}`' for name in FORMATS)}.\n"


def _any_year(words: str, sign: str) -> str:
    """Words with a sign in place of a year, and without isolates.

    >>> _any_year("method_2024", "<edition>")
    'method_<edition>'
    """
    return re.sub(r"\d{4}", sign, words.translate(ISOLATES))


def country_groups() -> Iterator[str]:
    """Groups of countries by code."""
    from miqyas.observations.countries import groups

    rows = ((f"`{code}`", group.name["ar"], group.name["en"]) for code, group in groups().items())
    yield from names("مجموعات الدول · Groups of countries", rows, heading="code")


def marks_and_statuses() -> Iterator[str]:
    """Marks of confidence and the reasons for which a value is there or not."""
    from miqyas.kernel.provenance import Mark
    from miqyas.observations.model import Status

    rows = []
    for mark in Mark:
        words, means = say_both(f"mark.{mark.value}.word"), say_both(f"mark.{mark.value}.means")
        rows.append((f"`{mark.value}`", f"{words[0]}: {means[0]}", f"{words[1]}: {means[1]}"))
    yield from names("درجات الثقة · Marks", rows, heading="mark")
    found = described((status.name for status in Status), STATUSES, where="STATUSES")
    yield from names("حالات القيم · Statuses of values", found, heading="status")


def charts() -> Iterator[str]:
    """Charts by the name that stands in their address, with their parameters and what they show."""
    import pkgutil
    from importlib import import_module

    from miqyas.web import charts as door
    from miqyas.web import figures

    for module in pkgutil.iter_modules(figures.__path__, prefix=f"{figures.__name__}."):
        import_module(module.name)
    yield "## الرسوم · Charts\n"
    yield "العنوان · Address: `/<language>/charts/<chart>.<svg|png|json>?<parameters>`\n"
    rows = (
        (f"`{name}`", ", ".join(f"`{key}`" for key in _by_keyword(builder)), first_sentence(builder))
        for name, builder in sorted(door._builders.items())
    )
    yield table(("chart", "parameters", "shows"), rows)


def _by_keyword(function: Callable[..., Any]) -> list[str]:
    params = inspect.signature(function).parameters.values()
    return [param.name for param in params if param.kind is inspect.Parameter.KEYWORD_ONLY]


def first_sentence(function: Callable[..., Any]) -> str:
    """The first paragraph of a docstring, on one line."""
    paragraph = (inspect.getdoc(function) or "").partition("\n\n")[0]
    if not paragraph:
        raise SystemExit(f"{function.__qualname__} has no docstring for the reference")
    return " ".join(paragraph.split())


def access() -> Iterator[str]:
    """Actions that the gate knows, and kinds of job."""
    from miqyas.jobs.registry import kinds, task_of
    from miqyas.workspace.accounts.access import actions

    lines = yaml.safe_load((HERE / "actions.yaml").read_text(encoding="utf-8"))
    told = {action: (words["ar"], words["en"]) for action, words in lines.items()}
    rows = described(actions(), told, where="docs/actions.yaml")
    yield from names("الأفعال ومن يملكها · Actions and who may", rows, heading="action")
    known = [kind for kind in kinds() if not kind.startswith("test.")]
    if known:
        yield "## أنواع المهام · Kinds of job\n"
        yield table(("kind", "does"), ((f"`{kind}`", first_sentence(task_of(kind))) for kind in known))


SECTIONS = (
    commands,
    fields,
    settings,
    endpoints,
    datasets,
    country_groups,
    marks_and_statuses,
    charts,
    access,
)


if __name__ == "__main__":
    from miqyas.server.run import set_up

    set_up()
    TARGET.write_text(reference(), encoding="utf-8")
