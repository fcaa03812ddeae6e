"""The workflow as a table (`workflow.yaml`): states of the things of a campaign, who may take them where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from miqyas.assessment.errors import WorkflowError
from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place


@dataclass(frozen=True)
class Step:
    """An action, the states from which it leads, the state it leads to, the roles that may take it."""

    action: str
    begins: tuple[str, ...]
    ends: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Flow:
    """The states of a kind of thing in the order of the work, beginning with the first, and its steps."""

    kind: str
    states: tuple[str, ...]
    steps: tuple[Step, ...]


@cache
def flows() -> Mapping[str, Flow]:
    """Every kind of thing that has states.

    >>> list(flows())[:5]
    ['campaign', 'answer', 'submission', 'review_item', 'review_task']
    """
    text = files("miqyas.assessment").joinpath("workflow.yaml").read_text(encoding="utf-8")
    loaded = read_document(text, file="assessment/workflow.yaml")
    return {kind: _flow(kind, table) for kind, table in loaded.items()}


def _flow(kind: str, table: Mapping[str, list[Mapping[str, list[str]]]]) -> Flow:
    steps = (
        Step(str(row["action"]), tuple(row["from"]), str(row["to"]), frozenset(row["by"]))
        for row in table["steps"]
    )
    return Flow(kind, tuple(map(str, table["states"])), tuple(steps))


def step(kind: str, state: str, action: str) -> str:
    """The state to which an action leads, whoever takes it. Raises `WorkflowError` where it leads nowhere.

    >>> step("answer", "draft", "ready")
    'ready'
    """
    return _step(kind, state, action).ends


def step_as(kind: str, state: str, action: str, *, roles: Iterable[str]) -> str:
    """The state to which an action leads when a holder of these roles takes it.

    Raises `WorkflowError` where there is no such step, and where none of the roles may take it.

    >>> step_as("campaign", "draft", "open", roles=["lead"])
    'open'
    """
    found = _step(kind, state, action)
    if not found.roles & set(roles):
        raise WorkflowError("not_yours", place=Place(name=kind), action=action, state=state)
    return found.ends


def allowed_actions(kind: str, state: str, roles: Iterable[str]) -> tuple[str, ...]:
    """What a holder of these roles may do with a thing where it stands, in the order of the table.

    Raises `WorkflowError` for a kind or a state that there is not.

    >>> allowed_actions("answer", "ready", ["signatory"])
    ('approve', 'return')
    """
    held = set(roles)
    return tuple(
        row.action for row in _flow_at(kind, state).steps if state in row.begins and row.roles & held
    )


def _step(kind: str, state: str, action: str) -> Step:
    flow = _flow_at(kind, state)
    for row in flow.steps:
        if row.action == action and state in row.begins:
            return row
    begins = sorted({begin for row in flow.steps if row.action == action for begin in row.begins})
    detail = "not_now" if begins else "unknown_action"
    known = ", ".join(begins or dict.fromkeys(row.action for row in flow.steps))
    raise WorkflowError(detail, place=Place(name=kind), action=action, state=state, known=known)


def _flow_at(kind: str, state: str) -> Flow:
    if kind not in flows():
        raise WorkflowError("unknown_kind", place=Place(name=kind), given=kind, known=", ".join(flows()))
    flow = flows()[kind]
    if state not in flow.states:
        known = ", ".join(flow.states)
        raise WorkflowError("unknown_state", place=Place(name=kind), given=state, known=known)
    return flow
