"""The names that others rely on, with their meaning in both languages, as the code has them now.

A command, a field, a setting, a chart, a kind of job appears here by being in the code. Where the code says
what something means in English only (in a docstring, in a summary), `arabic.yaml` has the Arabic, keyed by
the English; what lacks its Arabic, or an access action its line in `actions.yaml`, stops.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).resolve().parent
ISOLATES: Final = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in Arabic and in English."""

    ar: str
    en: str


Cell = str | Both


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the cells under `MEANING` are in both languages."""

    headings: Sequence[Both]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """Names of one kind; sections of one `page` stand together on the site."""

    page: str
    title: Both
    parts: Sequence[Both | Table]


MEANING: Final = Both("المعنى", "meaning")
CODE: Final = Both("الرمز", "code")
FIELDS: Final = Both("الحقول", "fields")
PARAMETERS: Final = Both("المعاملات", "parameters")

STATUSES: Final = {
    "OBSERVED": Both("قيمة منشورة، والصفر قيمة", "a value; 0 is one"),
    "MISSING": Both("غير متوفر", "missing"),
    "NOT_ASSESSED": Both("غير مقيَّم", "not assessed"),
    "NOT_APPLICABLE": Both("لا ينطبق: لم تكن الدولة عضوًا", "not applicable: no Member State then"),
    "NOT_PUBLISHED": Both("لم يُنشر بعد", "not yet published"),
    "RETIRED": Both("خرج من المسح", "retired from the Survey"),
}


def sections() -> Iterator[Section]:
    """Every section, in the order of the document."""
    for section in (commands, fields, settings, api, data, countries, marks, charts, access):
        yield from section()


def say_both(key: str) -> Both:
    """The words of a key, as a cell of a table takes them."""
    from miqyas.kernel.words import say

    return Both(*(say(key, language=language).replace("|", "\\|") for language in ("ar", "en")))


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with an empty line after it."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def names(heading: Both, rows: Iterable[tuple[str, Both]]) -> Table:
    """A table of names with their meaning."""
    return Table((heading, MEANING), [(f"`{name}`", means) for name, means in rows])


def described(known: Iterable[str], lines: Mapping[str, Both], *, where: str) -> list[tuple[str, Both]]:
    """A row for each known name; a name without a line, and a line without a name, stop."""
    known = sorted(known)
    if set(known) != set(lines):
        raise SystemExit(f"{where} and the code differ: {', '.join(sorted(set(known) ^ set(lines)))}")
    return [(name, lines[name]) for name in known]


@cache
def _arabic() -> Mapping[str, str]:
    loaded: Mapping[str, str] = yaml.safe_load((HERE / "arabic.yaml").read_text(encoding="utf-8"))
    return loaded


def without_arabic(meanings: Iterable[str]) -> list[str]:
    """Those of the English meanings that `arabic.yaml` does not have."""
    return sorted(set(meanings) - set(_arabic()))


def in_both(meanings: Sequence[str]) -> list[Both]:
    """English meanings with their Arabic; those that have none stop, all of them named."""
    if missing := without_arabic(meanings):
        raise SystemExit("without Arabic in docs/arabic.yaml:\n" + "\n".join(missing))
    return [Both(_arabic()[en], en) for en in meanings]


def commands() -> Iterator[Section]:
    """Commands with what they take, shared options, exit codes."""
    from miqyas.cli.help import EXIT_CODES, SHARED, usage, words_name

    rows = (
        (f"miqyas {name} {' '.join(usage(command))}".rstrip(), say_both(f"cli.{words_name(name)}.short"))
        for name, command in command_line().items()
    )
    yield Section("commands", Both("الأوامر", "Commands"), [names(Both("الأمر", "command"), rows)])
    taken = ((name, say_both(f"cli.option.{name[2:]}")) for name in SHARED)
    title = Both("خيارات في كل الأوامر", "Options of every command")
    yield Section("commands", title, [names(Both("الخيار", "option"), taken)])
    codes = ((code, say_both(f"cli.exit_code.{code}")) for code in EXIT_CODES)
    yield Section("commands", Both("رموز الخروج", "Exit codes"), [names(CODE, codes)])


def command_line() -> Mapping[str, Any]:
    """The commands by name, as the program itself knows them."""
    import typer

    from miqyas.cli.main import app

    found: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return found


def fields() -> Iterator[Section]:
    """Fields of `--json`: by command, and what each means."""
    from miqyas.cli.fields import FIELDS_OF

    by_command = [(f"`{name}`", _listed(dict.fromkeys(own))) for name, own in FIELDS_OF.items()]
    every = dict.fromkeys(field for own in FIELDS_OF.values() for field in own)
    yield Section(
        "fields",
        Both("الحقول في JSON", "Fields with `--json`"),
        [
            Table((Both("الأمر", "command"), FIELDS), by_command),
            names(Both("الحقل", "field"), ((field, say_both(f"cli.field.{field}")) for field in every)),
        ],
    )


def _listed(given: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in given)


def settings() -> Iterator[Section]:
    """Settings with their defaults and docstrings."""
    from miqyas.server import config

    tree = ast.parse(inspect.getsource(config.Config)).body[0]
    assert isinstance(tree, ast.ClassDef)
    words = {
        field.target.id: " ".join(str(documented.value.value).replace("``", "`").split())
        for field, documented in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(documented, ast.Expr)
        and isinstance(documented.value, ast.Constant)
    }
    known = config.Config.model_fields
    means = in_both([words[name] for name in known])
    rows = [
        (f"`MIQYAS_{name.upper()}`", _default(field), said)
        for (name, field), said in zip(known.items(), means, strict=True)
    ]
    about = Both("من متغيرات البيئة أو من ملف `.env`.", "From the environment or a `.env` file.")
    headings = (Both("الإعداد", "setting"), Both("إن لم يُذكر", "default"), MEANING)
    yield Section("settings", Both("الإعدادات", "Settings"), [about, Table(headings, rows)])


def _default(field: Any) -> str:
    if field.default_factory:
        return "`var`"
    value = field.get_default()
    shown = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    shown = ",".join(shown) if isinstance(shown, tuple) else shown
    return f"`{shown}`" if shown not in ("", None) else ""


def api() -> Iterator[Section]:
    """Addresses of the API with their parameters and summaries, and every field of its answers."""
    from miqyas.api.service import api

    schema: Mapping[str, Any] = api.get_openapi_schema()
    operations = [
        (f"`{method.upper()} {path}`", _parameters(operation), operation["summary"])
        for path, found in schema["paths"].items()
        for method, operation in found.items()
    ]
    means = in_both([summary for *_, summary in operations])
    rows = [(address, asked, said) for (address, asked, _), said in zip(operations, means, strict=True)]
    about = Both(
        "الوصف الكامل مع أمثلة في `/api/v1/docs`.", "The whole description, with examples: `/api/v1/docs`."
    )
    headings = (Both("العنوان", "address"), PARAMETERS, MEANING)
    yield Section("api", Both("واجهة البرمجة", "API"), [about, Table(headings, rows)])
    shapes: Mapping[str, Any] = schema["components"]["schemas"]
    answers = [
        (f"`{name}`", _listed(shapes[name]["properties"]))
        for name in sorted(_named_below(schema["paths"], shapes))
        if "properties" in shapes[name]
    ]
    title = Both("ما تجيب به واجهة البرمجة", "What the API answers")
    yield Section("answers", title, [Table((Both("الجواب", "answer"), FIELDS), answers)])


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
    return _listed(parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query")


def data() -> Iterator[Section]:
    """Kinds of datasets, tables that are exported, formats."""
    from miqyas.analysis.world import load_world
    from miqyas.cli.commands.export import FORMATS
    from miqyas.observations.imports.plan import KINDS
    from miqyas.reports.tables.build import table_names_of, table_of

    kinds = ((kind, say_both(f"import.kind.{kind}")) for kind in KINDS)
    title = Both("أنواع ما يُستورد", "Kinds of datasets")
    yield Section("data", title, [names(Both("النوع", "kind"), kinds)])
    world = load_world()
    titles = {_any_year(name, "<edition>"): table_of(world, name).title for name in table_names_of(world)}
    rows = (
        (name, Both(*(_any_year(title[language], "…") for language in ("ar", "en"))))
        for name, title in titles.items()
    )
    formats = Both(f"الصيغ: {_listed(FORMATS)}.", f"Formats: {_listed(FORMATS)}.")
    yield Section("data", Both("الجداول", "Tables"), [names(Both("الجدول", "table"), rows), formats])


def _any_year(words: str, sign: str) -> str:
    """Words with a sign in place of a year, and without isolates.

    >>> _any_year("method_2024", "<edition>")
    'method_<edition>'
    """
    return re.sub(r"\d{4}", sign, words.translate(ISOLATES))


def countries() -> Iterator[Section]:
    """Groups of countries by code."""
    from miqyas.observations.countries import groups

    rows = ((code, Both(group.name["ar"], group.name["en"])) for code, group in groups().items())
    yield Section("data", Both("مجموعات الدول", "Groups of countries"), [names(CODE, rows)])


def marks() -> Iterator[Section]:
    """Marks of confidence and the reasons for which a value is there or not."""
    from miqyas.kernel.provenance import Mark
    from miqyas.observations.model import Status

    rows = []
    for mark in Mark:
        word, means = say_both(f"mark.{mark.value}.word"), say_both(f"mark.{mark.value}.means")
        rows.append((mark.value, Both(f"{word.ar}: {means.ar}", f"{word.en}: {means.en}")))
    yield Section("data", Both("درجات الثقة", "Marks"), [names(Both("الدرجة", "mark"), rows)])
    found = described((status.name for status in Status), STATUSES, where="STATUSES in docs/names.py")
    yield Section("data", Both("حالات القيم", "Statuses of values"), [names(Both("الحالة", "status"), found)])


def charts() -> Iterator[Section]:
    """Charts by the name that stands in their address, with their parameters and what they show."""
    from miqyas.reports.figures import registry

    known = [(name, registry.builder_of(name)) for name in registry.names()]
    means = in_both([first_sentence(builder) for _, builder in known])
    rows = [
        (f"`{name}`", _listed(_by_keyword(builder)), said)
        for (name, builder), said in zip(known, means, strict=True)
    ]
    address = "`/<language>/charts/<chart>.<svg|png|csv|json>?<parameters>`"
    about = Both(f"العنوان: {address}", f"Address: {address}")
    headings = (Both("الرسم", "chart"), PARAMETERS, MEANING)
    yield Section("charts", Both("الرسوم", "Charts"), [about, Table(headings, rows)])


def _by_keyword(function: Callable[..., Any]) -> list[str]:
    params = inspect.signature(function).parameters.values()
    return [param.name for param in params if param.kind is inspect.Parameter.KEYWORD_ONLY]


def first_sentence(function: Callable[..., Any]) -> str:
    """The first paragraph of a docstring, on one line."""
    paragraph = (inspect.getdoc(function) or "").partition("\n\n")[0]
    if not paragraph:
        raise SystemExit(f"{function.__qualname__} has no docstring for the reference")
    return " ".join(paragraph.split())


def access() -> Iterator[Section]:
    """Actions that the gate knows, and kinds of job."""
    from miqyas.jobs.registry import kinds, task_of
    from miqyas.workspace.accounts.access import actions

    lines = yaml.safe_load((HERE / "actions.yaml").read_text(encoding="utf-8"))
    told = {action: Both(words["ar"], words["en"]) for action, words in lines.items()}
    rows = described(actions(), told, where="docs/actions.yaml")
    title = Both("الأفعال ومن يملكها", "Actions and who may")
    yield Section("actions", title, [names(Both("الفعل", "action"), rows)])
    known = [kind for kind in kinds() if not kind.startswith("test.")]
    means = in_both([first_sentence(task_of(kind)) for kind in known])
    table = names(Both("النوع", "kind"), zip(known, means, strict=True))
    yield Section("actions", Both("أنواع المهام", "Kinds of job"), [table])
