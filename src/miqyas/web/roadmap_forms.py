"""Forms of the roadmap: their fields say nothing that the roadmap itself would not say of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.methodology import indicators
from miqyas.web.evidence_forms import day_field
from miqyas.web.picking import MOST, PickField, picked_pairs
from miqyas.web.registry_forms import choices_of
from miqyas.web.statistics_forms import VersionedForm
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.accounts.models import User
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.faults import LONGEST_CODE, LONGEST_TEXT, LONGEST_TITLE
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Lift, Need, Partner, Risk
from miqyas.workspace.roadmaps.ground import indicators_known
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.reading import lift_of
from miqyas.workspace.roadmaps.services.outcomes import OutcomeFields
from miqyas.workspace.roadmaps.terms import cost_kinds, item_kinds, partner_kinds

DIGITS: Final = str.maketrans({"٫": ".", "٬": "", ",": "", "\N{NO-BREAK SPACE}": ""})
_NUMBER: Final = {"dir": "ltr", "inputmode": "decimal", "autocomplete": "off"}
_CODE: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
EXTRA: Final = 2
"""Empty rows below those that are filled in."""


class AmountField(forms.DecimalField):
    """A number in the digits of either language, with or without separators."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(DIGITS) if isinstance(value, str) else value)


def amount_field(key: str, *, required: bool = False) -> AmountField:
    """A field for an amount."""
    return AmountField(
        label=lazy_say(key),
        required=required,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": lazy_say("statistics.number")},
    )


def whole_field(key: str) -> forms.IntegerField:
    """A field for a whole number."""
    return forms.IntegerField(
        label=lazy_say(key),
        required=False,
        widget=forms.TextInput(attrs=_NUMBER | {"inputmode": "numeric"}),
        error_messages={"invalid": lazy_say("statistics.whole")},
    )


def line_field(
    key: str, *, most: int = LONGEST_TITLE, required: bool = False, **attrs: str
) -> forms.CharField:
    """A line of words."""
    return forms.CharField(
        label=lazy_say(key),
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs={"dir": "auto", **attrs}),
    )


def text_field(
    key: str, *, rows: int = 3, required: bool = False, hint: str = "", **attrs: str
) -> forms.CharField:
    """Words of several lines."""
    return forms.CharField(
        label=lazy_say(key),
        required=required,
        max_length=LONGEST_TEXT,
        help_text=lazy_say(hint) if hint else "",
        widget=forms.Textarea(attrs={"dir": "auto", "rows": rows, **attrs}),
    )


def add_faults(form: forms.Form, problems: Iterable[MiqyasError]) -> None:
    """Say each problem at its field; words by language stand in a field for each of them."""
    for problem in problems:
        words = f"{problem.problem(current_language())} {problem.remedy(current_language())}"
        name = problem.place.name
        where = next((one for one in (name, f"{name}_{REQUIRED_LANGUAGES[0]}") if one in form.fields), None)
        form.add_error(where, words)


def entity_choices(*, empty: str) -> list[tuple[str, str]]:
    """The entities that are switched on."""
    language = current_language()
    named = [(one.code, one.title.in_language(language)) for one in entities_active()]
    return [("", say_here(empty)), *named]


def item_choices(items: Iterable[RoadmapItem], *, empty: str) -> list[tuple[str, str]]:
    """Items of the roadmap, by code and title."""
    language = current_language()
    named = [(one.code, f"{one.name.in_language(language)} ({one.code})") for one in items]
    return [("", say_here(empty)), *named]


def features_typed(features: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Features as somebody would type them."""
    return tuple(f"{instrument} {feature}" for instrument, feature in features)


def pick_field(source: str, key: str, *, most: int = MOST) -> PickField:
    """A field for codes of a source of `picking`."""
    return PickField(
        source, label=lazy_say(key), required=False, most=most, help_text=lazy_say(f"picker.help.{source}")
    )


def by_language(form: forms.Form, stem: str) -> dict[str, str]:
    """The words of the fields of each language."""
    return {language: form.cleaned_data[f"{stem}_{language}"] for language in REQUIRED_LANGUAGES}


def in_fields(words: Mapping[str, str], stem: str) -> dict[str, str]:
    """Words as the fields of each language hold them."""
    return {f"{stem}_{language}": words.get(language, "") for language in REQUIRED_LANGUAGES}


class WordsForm(VersionedForm):
    """A form whose thing has a title and a description in both languages."""

    title_ar = line_field("roadmap.field.title_ar", dir="rtl", lang="ar")
    title_en = line_field("roadmap.field.title_en", dir="ltr", lang="en")
    description_ar = text_field("roadmap.field.description_ar", dir="rtl", lang="ar")
    description_en = text_field("roadmap.field.description_en", dir="ltr", lang="en")
    planned_start = day_field("roadmap.field.planned_start")
    planned_end = day_field("roadmap.field.planned_end")
    go_live = day_field("roadmap.field.go_live")
    features = pick_field("features", "roadmap.field.features")


class ItemForm(WordsForm):
    """An item: what it is, where it stands, who owns it, when, what it serves."""

    code = line_field("roadmap.field.code", most=LONGEST_CODE, required=True, **_CODE)
    kind = forms.ChoiceField(label=lazy_say("roadmap.field.kind"))
    parent = forms.ChoiceField(label=lazy_say("roadmap.field.parent"), required=False)
    position = whole_field("roadmap.field.position")
    entity = forms.ChoiceField(label=lazy_say("roadmap.field.entity"), required=False)
    responsible = forms.ChoiceField(label=lazy_say("roadmap.field.responsible"), required=False)
    indicators = forms.MultipleChoiceField(
        label=lazy_say("roadmap.field.indicators"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lifts = text_field(
        "roadmap.field.lifts", rows=2, help="roadmap.help.lifts", dir="ltr", spellcheck="false"
    )
    services = pick_field("services", "roadmap.field.services")
    staff = amount_field("roadmap.field.staff")
    progress = whole_field("roadmap.field.progress")
    shortest_days = whole_field("roadmap.field.shortest_days")
    longest_days = whole_field("roadmap.field.longest_days")
    success = whole_field("roadmap.field.success")
    actual_start = day_field("roadmap.field.actual_start")
    actual_end = day_field("roadmap.field.actual_end")
    field_order = ("title_ar", "title_en")

    def __init__(
        self,
        *args: Any,
        items: Iterable[RoadmapItem],
        people: Iterable[User],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "kind": choices_of(item_kinds()),
            "parent": item_choices(items, empty="roadmap.no_parent"),
            "entity": entity_choices(empty="roadmap.nobody"),
            "responsible": [
                ("", say_here("roadmap.nobody")),
                *((str(one.pseudonym), str(one)) for one in people),
            ],
            "indicators": [(code, _indicator(code)) for code in sorted(indicators_known())],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]
        self.fields["version"].required = False
        self.fields["code"].help_text = say_here("registry.help.code")
        self.fields["code"].disabled = not is_new

    def clean_lifts(self) -> tuple[Lift, ...]:
        """A line for each raw input that moves."""
        lines = [line for line in self.cleaned_data["lifts"].splitlines() if line.strip()]
        lifts = [lift_of(line) for line in lines]
        for line, lift in zip(lines, lifts, strict=True):
            if lift is None:
                add_faults(self, [fault("lift_unreadable", "lifts", given=line.strip()[:40])])
        return tuple(lift for lift in lifts if lift is not None)

    def item(self, rows: Mapping[str, tuple[Any, ...]]) -> ItemFields:
        """What the form says, with what its rows say."""
        given = self.cleaned_data
        same = (
            "code", "kind", "parent", "entity", "staff", "progress", "shortest_days", "longest_days",
            "success", "planned_start", "planned_end", "go_live", "actual_start", "actual_end",
        )  # fmt: skip
        return ItemFields(
            **{name: given[name] for name in same},
            **rows,
            title=by_language(self, "title"),
            description=by_language(self, "description"),
            position=given["position"] or 0,
            responsible=UUID(given["responsible"]) if given["responsible"] else None,
            features=picked_pairs(given["features"]),
            indicators=tuple(given["indicators"]),
            lifts=given["lifts"],
            services=given["services"],
        )

    @staticmethod
    def initial_of(fields: ItemFields, *, version: int) -> dict[str, Any]:
        """Values of an item as the form holds them."""
        kept = {name: value for name, value in vars(fields).items() if value is not None}
        return {
            **kept,
            **in_fields(fields.title, "title"),
            **in_fields(fields.description, "description"),
            "responsible": str(fields.responsible or ""),
            "features": features_typed(fields.features),
            "lifts": "\n".join(f"{one.indicator} {one.amount.normalize():f}" for one in fields.lifts),
            "staff": "" if fields.staff is None else f"{fields.staff.normalize():f}",
            "version": version,
        }


def _indicator(code: str) -> str:
    return f"{indicators()[code].name.in_language(current_language())} ({code})"


class PartnerForm(forms.Form):
    """A partner."""

    name = line_field("roadmap.partner.name", most=200)
    kind = forms.ChoiceField(label=lazy_say("roadmap.partner.kind"), required=False)
    role = line_field("roadmap.partner.role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices_of(partner_kinds(), empty="roadmap.choose")  # type: ignore[attr-defined]

    def row(self) -> Partner | None:
        """What was typed, None for an empty row."""
        given = self.cleaned_data
        return Partner(given["name"], given["kind"], given["role"]) if any(given.values()) else None


class CostForm(forms.Form):
    """Money of a kind in a year."""

    kind = forms.ChoiceField(label=lazy_say("roadmap.cost.kind"), required=False)
    year = whole_field("roadmap.cost.year")
    amount = amount_field("roadmap.cost.amount")
    spent = amount_field("roadmap.cost.spent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices_of(cost_kinds(), empty="roadmap.choose")  # type: ignore[attr-defined]

    def row(self) -> Cost | None:
        """What was typed, None for an empty row."""
        given = self.cleaned_data
        if given["amount"] is None and given["spent"] is None:
            return None
        planned = Decimal(0) if given["amount"] is None else given["amount"]
        return Cost(given["kind"], given["year"] or 0, planned, given["spent"])


class NeedForm(forms.Form):
    """What an item waits for."""

    code = pick_field("items", "roadmap.need.code", most=1)
    lag_days = whole_field("roadmap.need.lag")

    def row(self) -> Need | None:
        """What was typed, None for an empty row."""
        given = self.cleaned_data
        return Need(given["code"][0], given["lag_days"] or 0) if given["code"] else None


class RiskForm(forms.Form):
    """A risk."""

    text = line_field("roadmap.risk.text", most=400)
    likelihood = whole_field("roadmap.risk.likelihood")
    impact = whole_field("roadmap.risk.impact")
    answer = line_field("roadmap.risk.answer", most=400)
    owner = line_field("roadmap.risk.owner", most=120)

    def row(self) -> Risk | None:
        """What was typed, None for an empty row."""
        given = self.cleaned_data
        if not any(given.values()):
            return None
        return Risk(
            given["text"], given["likelihood"] or 0, given["impact"] or 0, given["answer"], given["owner"]
        )


ROWS: Final[Mapping[str, type[BaseFormSet[Any]]]] = {
    name: formset_factory(shape, extra=EXTRA, max_num=200, absolute_max=250)
    for name, shape in (
        ("partners", PartnerForm),
        ("costs", CostForm),
        ("needs", NeedForm),
        ("risks", RiskForm),
    )
}


class ItemRows:
    """The rows of an item's form, by name."""

    def __init__(self, data: Any, fields: ItemFields | None) -> None:
        self.sets = {
            name: shape(
                data, prefix=name, initial=[vars(one) for one in getattr(fields, name)] if fields else []
            )
            for name, shape in ROWS.items()
        }

    def is_valid(self) -> bool:
        """Whether each row can be read."""
        faulty = [name for name, one in self.sets.items() if not one.is_valid()]
        return not faulty

    def values(self) -> dict[str, tuple[Any, ...]]:
        """What the rows say, empty ones left out."""
        return {
            name: tuple(row for form in one.forms if form.cleaned_data and (row := form.row()) is not None)
            for name, one in self.sets.items()
        }


class OutcomeForm(forms.Form):
    """What an item is to bring to people."""

    title_ar = line_field("roadmap.outcome.title_ar", dir="rtl", lang="ar")
    title_en = line_field("roadmap.outcome.title_en", dir="ltr", lang="en")
    unit_ar = line_field("roadmap.outcome.unit_ar", most=200, dir="rtl", lang="ar")
    unit_en = line_field("roadmap.outcome.unit_en", most=200, dir="ltr", lang="en")
    baseline_value = amount_field("roadmap.outcome.baseline")
    baseline_on = day_field("roadmap.outcome.baseline_on")
    target_value = amount_field("roadmap.outcome.target", required=True)
    target_on = day_field("roadmap.outcome.target_on")
    source = line_field("roadmap.outcome.source", required=True)

    def outcome(self) -> OutcomeFields:
        """What the form says."""
        same = ("baseline_value", "baseline_on", "target_value", "target_on", "source")
        return OutcomeFields(
            **{name: self.cleaned_data[name] for name in same},
            title=by_language(self, "title"),
            unit=by_language(self, "unit"),
        )

    @staticmethod
    def initial_of(fields: OutcomeFields) -> dict[str, Any]:
        """Values of an outcome as the form holds them."""
        numbers = {name: getattr(fields, name) for name in ("baseline_value", "target_value")}
        return {
            **vars(fields),
            **in_fields(fields.title, "title"),
            **in_fields(fields.unit, "unit"),
            **{name: "" if value is None else f"{value.normalize():f}" for name, value in numbers.items()},
        }
