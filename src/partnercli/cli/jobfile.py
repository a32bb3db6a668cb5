"""A job as its YAML file declares it: what to import, which reports to write, whom to tell. All mistakes at once."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from partnercli import yamltext
from partnercli.cli.importing import Wishes
from partnercli.domain.findings import CODES
from partnercli.domain.money import currency_code
from partnercli.domain.names import check_code
from partnercli.domain.period import parse_period
from partnercli.domain.problem import Refused
from partnercli.errors import Misconfigured, PartnerError
from partnercli.intake.profile_nodes import Nodes

ANY = "any"
HOUR = 3600
KEYS = ("name", "import", "reconcile", "reports", "tell", "timeout", "fail_on")
_IMPORT = ("files", "profile", "account", "program", "currency", "encoding", "strict")
_REPORT = ("report", "file", "format", "period", "by", "program", "channel", "currency", "in")
_TARGET = ("name", "url_env", "url_file")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_TIME = re.compile(r"([1-9][0-9]{0,4})([smh]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": HOUR}


@dataclass(frozen=True, slots=True)
class Files:
    """Files to import: an absolute glob pattern, and what is said of how to read them."""

    pattern: str
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Output:
    """A report to write: where, in which format (None = that of the suffix), narrowed as its command's flags say.

    `file` is absolute; `{period}` and `{today}` in it stand for the days it is about and the day it is written.
    """

    report: str
    file: str
    format: str | None
    period: str | None
    by: tuple[str, ...]
    program: str | None
    channel: str | None
    currency: str | None
    into: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell: a name, and where the secret URL is, an environment variable or a private file."""

    name: str
    variable: str | None
    file: Path | None


@dataclass(frozen=True, slots=True)
class Job:
    """A job file. `timeout` in seconds; `fail_on` are codes of findings, or `any` alone, that make it end with 3."""

    path: Path
    name: str
    imports: tuple[Files, ...]
    reconcile: bool
    reports: tuple[Output, ...]
    tell: tuple[Target, ...]
    timeout: int
    fail_on: tuple[str, ...]

    @property
    def own_files(self) -> tuple[Path, ...]:
        """What the job stands in: its file, and the files of its secrets."""
        return (self.path, *(target.file for target in self.tell if target.file))


def load(path: Path) -> Job:
    """Read a job file. UsageError for what is no YAML, Misconfigured with all that is wrong in it."""
    place = path.expanduser()
    return _Reader(place.stem, place, yamltext.read_orders(place)).job()


class _Reader(Nodes):
    """A job file, or a mapping inside it, being read."""

    def job(self) -> Job:
        self.strangers(self.top, KEYS)
        made = Job(
            path=self.path.absolute(),
            name=self.read("name", check_code) or self.name,
            imports=tuple(item.files() for item in self.items("import")),
            reconcile=self.yes("reconcile", default=True),
            reports=tuple(item.output() for item in self.items("reports")),
            tell=self._tell(),
            timeout=self.read("timeout", _seconds) or HOUR,
            fail_on=self._fail_on(),
        )
        if self.mistakes:
            raise Misconfigured(self.mistakes)
        return made

    def files(self) -> Files:
        self.strangers(self.top, _IMPORT)
        return Files(
            self.place("files", of=lambda folder: Path(glob.escape(str(folder)))),
            Wishes(
                profile=self.read("profile", _profile), account=self.said("account"), program=self.said("program"),
                currency=self.read("currency", currency_code), encoding=self.said("encoding"),
                strict=self.yes("strict", default=False),
            ),
        )  # fmt: skip

    def output(self) -> Output:
        self.strangers(self.top, _REPORT)
        if "report" not in self.top:
            self.wrong("report", "profile_missing", key="report")
        place = self.place("file")
        form = self.read("format", _format)
        if place and not form:
            self.read("file", _suffix)
        name = self.read("report", _report) or ""
        into = self.read("in", currency_code)
        if name and into:
            self.read("report", _convertible)
        return Output(
            name, place, form, self.read("period", _period), self._by(name), self.said("program"),
            self.said("channel"), self.read("currency", currency_code), into,
        )  # fmt: skip

    def _by(self, report: str) -> tuple[str, ...]:
        from partnercli.reports import header

        words = self.texts("by")
        known = header(report).by if report else words
        for word in words:
            if word not in known:
                self.wrong("by", "unknown_grouping" if known else "no_grouping", by=word, known=", ".join(known))
        return words

    def target(self) -> Target:
        self.strangers(self.top, _TARGET)
        if "name" not in self.top:
            self.wrong("name", "profile_missing", key="name")
        if ("url_env" in self.top) == ("url_file" in self.top):
            self.wrong("url_env", "one_of_two", first="url_env", second="url_file")
        if "://" in (self.said("url_file") or ""):
            self.wrong("url_file", "url_in_place")  # it is a secret: not said
        place = self.place("url_file") if "url_file" in self.top else ""
        variable = self.read("url_env", _variable)
        return Target(self.read("name", check_code) or "", variable, Path(place) if place else None)

    def _tell(self) -> tuple[Target, ...]:
        targets = tuple(item.target() for item in self.items("tell"))
        names = [target.name for target in targets]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.wrong("tell", "yaml_twice", key=name)
        return targets

    def _fail_on(self) -> tuple[str, ...]:
        words = tuple(word.upper() if word.lower() != ANY else ANY for word in self.texts("fail_on"))
        for word in words:
            if word not in CODES and words != (ANY,):
                self.wrong("fail_on", "unknown_finding_code", word=word)
        return words

    def items(self, key: str) -> Iterator[_Reader]:
        """The mappings of the list under the key; none where there is no such key."""
        section = self.top.get(key, yamltext.Items())
        if not isinstance(section, yamltext.Items):
            self.wrong(key, "yaml_not_list", key=key)
            return
        for item in section:
            if isinstance(item, yamltext.Mapping):
                yield _Reader(self.name, self.path, item, self.mistakes)
            else:
                self.wrong_at(item, "yaml_not_mapping")

    def said(self, key: str) -> str | None:
        return self.text(key, "") or None

    def yes(self, key: str, *, default: bool) -> bool:
        return self.choice(key, ("yes", "no", "true", "false"), "yes" if default else "no") in ("yes", "true")

    def place(self, key: str, of: Callable[[Path], Path] = Path) -> str:
        """The path under the key, which must be there, seen from the folder of the job file, spelled by `of`."""
        if key not in self.top:
            self.wrong(key, "profile_missing", key=key)
        said = self.said(key)
        return str(of(self.path.absolute().parent) / Path(said).expanduser()) if said else ""

    def read(self, key: str, grammar: Callable[[str], Any]) -> Any:
        """The value through a grammar; None where the key is absent, empty, or mistaken, which is noted."""
        said = self.said(key)
        try:
            return grammar(said) if said else None
        except (Refused, PartnerError) as refused:
            self.wrong_at(self.top[key], refused.problem.code, **refused.problem.facts)
            return None


def _seconds(text: str) -> int:
    """`90`, `90s`, `10m`, `2h` as seconds, up to a day."""
    found = _TIME.fullmatch(text)
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if not 0 < seconds <= 24 * HOUR:
        raise Refused("bad_timeout", text=text)
    return seconds


def _variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):  # a URL by mistake is a secret: it is not said again
        raise Refused("bad_variable")
    return text


def _profile(text: str) -> str:
    from partnercli.intake.catalogue import places

    if text not in places():
        raise Refused("no_such_profile", profile=text)
    return text


def _report(text: str) -> str:
    from partnercli import reports

    reports.check_name(text)
    if text == "changes":  # compares two imports, which a job cannot name
        raise Refused("unknown_report", report=text, known=", ".join(n for n in reports.names() if n != text))
    return text


def _period(text: str) -> str:
    """Only looked at: which days `last-month` means is known when the job runs."""
    parse_period(text, date.today())
    return text


def _convertible(text: str) -> str:
    from partnercli.reports import conversion

    conversion.check(text)
    return text


def _format(text: str) -> str:
    from partnercli.render import FORMATS

    if text not in FORMATS:
        raise Refused("unknown_format", given=text, known=", ".join(FORMATS))
    return text


def _suffix(text: str) -> str:
    from partnercli.render import format_of

    return format_of(text)
