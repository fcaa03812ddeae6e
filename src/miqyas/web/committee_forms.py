"""Forms of directives and of projects at the gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from miqyas.web.evidence_forms import day_field
from miqyas.web.picking import picked_pairs
from miqyas.web.registry_forms import choices_of
from miqyas.web.roadmap_forms import (
    WordsForm,
    by_language,
    entity_choices,
    features_typed,
    in_fields,
    item_choices,
    line_field,
    pick_field,
    text_field,
)
from miqyas.web.statistics_forms import VersionedForm
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.faults import LONGEST_CODE, LONGEST_LINE
from miqyas.workspace.roadmaps.gate import Question, questions
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.services.directives import LONGEST_NUMBER, DirectiveFields
from miqyas.workspace.roadmaps.services.gate import GateFields
from miqyas.workspace.roadmaps.terms import directive_kinds

_CODE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class DirectiveForm(VersionedForm):
    """A decision or directive."""

    number = line_field("directive.field.number", most=LONGEST_NUMBER, required=True, **_CODE)
    kind = forms.ChoiceField(label=lazy_say("directive.field.kind"))
    text_ar = text_field("directive.field.text_ar", dir="rtl", lang="ar")
    text_en = text_field("directive.field.text_en", dir="ltr", lang="en")
    decided_on = day_field("directive.field.decided_on")
    due = day_field("directive.field.due")
    entity = forms.ChoiceField(label=lazy_say("directive.field.entity"), required=False)
    items = pick_field("items", "directive.field.items")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices_of(directive_kinds())  # type: ignore[attr-defined]
        self.fields["entity"].choices = entity_choices(empty="roadmap.nobody")  # type: ignore[attr-defined]
        self.fields["decided_on"].required = True
        self.fields["version"].required = False

    def directive(self) -> DirectiveFields:
        """What the form says."""
        given = self.cleaned_data
        return DirectiveFields(
            **{name: given[name] for name in ("number", "kind", "decided_on", "due", "entity")},
            text=by_language(self, "text"),
            items=given["items"],
        )

    @staticmethod
    def initial_of(fields: DirectiveFields, *, version: int) -> dict[str, Any]:
        """Values of a directive as the form holds them."""
        return {
            **vars(fields),
            **in_fields(fields.text, "text"),
            "version": version,
        }


class GateForm(WordsForm):
    """A project at the gate: what it is, and its answers to the alignment questions."""

    code = line_field("roadmap.field.code", most=LONGEST_CODE, required=True, **_CODE)
    entity = forms.ChoiceField(label=lazy_say("roadmap.field.entity"))
    parent = forms.ChoiceField(label=lazy_say("roadmap.field.parent"), required=False)

    def __init__(
        self, *args: Any, entities: Iterable[Entity], parents: Iterable[RoadmapItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        self.fields["entity"].choices = [  # type: ignore[attr-defined]
            (one.code, one.title.in_language(language)) for one in entities
        ]
        self.fields["parent"].choices = item_choices(parents, empty="roadmap.no_parent")  # type: ignore[attr-defined]
        self.fields["version"].required = False
        self.fields["code"].help_text = say_here("gate.help.code")
        for code, question in questions().items():
            self.fields[f"answer_{code}"] = _choice(question)
            self.fields[f"words_{code}"] = line_field("gate.words", most=LONGEST_LINE)

    def asked(self) -> list[tuple[Any, Any]]:
        """The questions as fields: what is chosen, and the words beside it."""
        return [(self[f"answer_{code}"], self[f"words_{code}"]) for code in questions()]

    def project(self) -> GateFields:
        """What the form says."""
        given = self.cleaned_data
        same = ("code", "entity", "parent", "planned_start", "planned_end", "go_live")
        return GateFields(
            **{name: given[name] for name in same},
            title=by_language(self, "title"),
            description=by_language(self, "description"),
            features=picked_pairs(given["features"]),
            answers={
                code: {"choice": given[f"answer_{code}"], "words": given[f"words_{code}"]}
                for code in questions()
            },
        )

    @staticmethod
    def initial_of(fields: GateFields, *, version: int) -> dict[str, Any]:
        """Values of a project as the form holds them."""
        answers = fields.answers
        return {
            **vars(fields),
            **in_fields(fields.title, "title"),
            **in_fields(fields.description, "description"),
            **{f"answer_{code}": answers.get(code, {}).get("choice", "") for code in questions()},
            **{f"words_{code}": answers.get(code, {}).get("words", "") for code in questions()},
            "features": features_typed(fields.features),
            "version": version,
        }


def _choice(question: Question) -> forms.ChoiceField:
    language = current_language()
    return forms.ChoiceField(
        label=question.ask.in_language(language),
        help_text=question.help.in_language(language),
        required=False,
        widget=forms.RadioSelect,
        choices=[(code, one.words.in_language(language)) for code, one in question.choices.items()],
    )
