"""What a file does not settle: the questions left, how they are answered, and how they are told to a script."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from partnercli.errors import PATH, UsageError, clean, sentence
from partnercli.intake.learn import told
from partnercli.intake.learn.told import Told

_PLACEHOLDERS = {
    "--kind": "KIND", "--network": "NAME", "--column": "COLUMN", "--status": "STATE", "--dates": "FORMAT",
    "--decimal": "MARK", "--zone": "ZONE", "--currency": "CODE",
}  # fmt: skip
"""What stands for an answer nobody has reason to expect. Nothing of it is an answer, should it be pasted as it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not settle. `option` is how the command line answers, `subject` the role or word asked.

    `choices` are all answers there are, or none where anything may be said; `default` is the best guess, if there is
    one, and `likely` whether it is good enough for somebody who takes every proposal.
    """

    option: str
    text: str
    choices: tuple[str, ...] = ()
    default: str | None = None
    likely: bool = False
    subject: str | None = None

    def example(self) -> str:
        """The option as it is typed in a shell, with the likely answer or a word that stands for one."""
        answer = self.default if self.likely and self.default is not None else _PLACEHOLDERS[self.option]
        return f"{self.option} {shlex.quote(answer if self.subject is None else f'{self.subject}={answer}')}"

    def answered(self, said: Told, answer: str) -> Told:
        """The answers with this one. UsageError where it cannot be."""
        if self.choices and answer not in self.choices and self.option != "--status":
            raise UsageError("bad_choice", where=self.option, text=answer, known=", ".join(self.choices))
        if self.option == "--status":
            return said.status(self.subject or "", answer)
        if self.option == "--column":
            return said.column(self.subject or "", answer)
        if self.option == "--dates":
            return told.with_dates(said, answer)
        if self.option == "--zone":
            return told.with_zone(said, answer)
        if self.option == "--currency":
            return told.with_currency(said, answer)
        if self.option == "--decimal":
            return replace(said, decimal=answer)
        if self.option == "--kind":
            return replace(said, kind=answer)
        return replace(said, network=answer)


class Unanswered(UsageError):
    """Questions without anybody to ask: one line that names all options at once, and a line a question."""

    def __init__(self, where: str, questions: Sequence[Question]) -> None:
        super().__init__("learn_unanswered", where=where, count=len(questions))
        self.questions = questions

    def __str__(self) -> str:
        options = " ".join(question.example() for question in self.questions)
        lines = [f"{clean(self.where, PATH)}: {sentence(self.problem)} {options}"]
        for question in self.questions:
            choices = f" ({', '.join(choice or repr('') for choice in question.choices)})" if question.choices else ""
            lines.append(f"  {question.option}: {question.text}{choices}")
        return "\n".join(lines)
