"""Questions that take longer than a reader waits: who answers them, and what may be asked."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.execution import SERIAL, Engine, Progress
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash

Record = Mapping[str, Any]
Answering = Callable[..., Record]
F = TypeVar("F", bound=Answering)

MOST_BYTES: Final = 1_000_000
"""How long a question may be, written as JSON."""
GIVEN: Final = frozenset({"on_progress", "engine"})
"""Parameters that whoever carries out a question gives, and nobody asks for."""
_questions: dict[str, Question] = {}


class AnswerError(MiqyasError):
    """A question that cannot be taken, or not now."""

    code = "answer"


class ParametersError(AnswerError):
    """A question whose parameters do not fit; ``errors`` has what pydantic says of each."""

    def __init__(self, detail: str, *, errors: list[Any], **params: Any) -> None:
        super().__init__(detail, **params)
        self.errors = errors


@dataclass(frozen=True)
class Question:
    """A kind of question and the pure function that answers it."""

    kind: str
    answering: Answering

    @property
    def summary(self) -> str:
        """What it answers, in the first sentence of its function."""
        return (inspect.getdoc(self.answering) or "").partition("\n")[0]

    @cached_property
    def model(self) -> type[BaseModel]:
        """What may be asked: the parameters of the function, their types, bounds and defaults."""
        found = inspect.signature(self.answering, eval_str=True).parameters.values()
        fields: dict[str, Any] = {
            parameter.name: (
                parameter.annotation,
                ... if parameter.default is parameter.empty else parameter.default,
            )
            for parameter in list(found)[1:]
            if parameter.name not in GIVEN
        }
        return create_model(self.kind, __config__=ConfigDict(extra="forbid", allow_inf_nan=False), **fields)

    def canonical(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as plain values with every default in place: two ways to ask the same are one.

        Raises `ParametersError` for what does not fit and `AnswerError` for what is too long.
        """
        try:
            plain: dict[str, Any] = self.model(**params).model_dump(mode="json")
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            raise ParametersError(
                "parameters", errors=list(found), question=self.kind, n=len(found)
            ) from error
        if len(_written(plain)) > MOST_BYTES:
            raise AnswerError("too_long", question=self.kind, most=MOST_BYTES // 1000)
        return plain

    def answered(
        self, params: Mapping[str, Any], *, world: World, on_progress: Progress, engine: Engine = SERIAL
    ) -> Record:
        """The answer itself, from canonical parameters."""
        asked = self.model(**params)
        given = {"on_progress": on_progress, "engine": engine}
        wanted = inspect.signature(self.answering).parameters
        return self.answering(
            world,
            **{name: getattr(asked, name) for name in self.model.model_fields},
            **{name: value for name, value in given.items() if name in wanted},
        )

    def key(self, params: Mapping[str, Any], *, world: World) -> str:
        """Name of the answer: the same for whoever asks the same of the same data and software."""
        parts = (
            self.kind.encode(),
            _written(params),
            world.data_version.encode(),
            str(world.target).encode(),
        )
        return content_hash([*parts, software_hash().encode()])


def question(kind: str) -> Callable[[F], F]:
    """Register the function that answers a kind of question, for page, API and worker alike.

    It takes the `World`, then by keyword the parameters of the question, whose annotations say what may be
    asked, and those of ``on_progress`` (told the share done, 0 to 1; it raises when nobody waits any more)
    and ``engine`` that it has use for. It returns plain values for JSON, without NaN, and depends on
    nothing else::

        @question("audit")
        def audit_answer(
            world: World,
            *,
            on_progress: Progress,
            edition: Annotated[int, Field(ge=1, le=9999)],
            draws: int = 10_000,
        ) -> Record:
            return audit_record(world, audit(world, edition=edition, draws=draws, on_progress=on_progress))

    Modules in `miqyas.jobs.tasks` are found by themselves.
    """

    def decorate(answering: F) -> F:
        if kind in _questions and _questions[kind].answering is not answering:
            raise ValueError(f"{kind} is the kind of another question already")
        _questions[kind] = Question(kind, answering)
        return answering

    return decorate


def question_of(kind: str) -> Question:
    """The question of a kind. Raises `AnswerError` when nobody answers it."""
    if kind not in _questions:
        raise AnswerError("unknown_question", given=kind[:60], known=", ".join(sorted(_questions)))
    return _questions[kind]


def questions() -> tuple[Question, ...]:
    """All of them, by name."""
    return tuple(_questions[kind] for kind in sorted(_questions))


def _written(params: Mapping[str, Any]) -> bytes:
    return json.dumps(params, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
