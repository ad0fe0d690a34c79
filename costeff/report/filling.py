"""Filling a template: Jinja in a sandbox, every problem told by file and line."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import meta
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

import costeff
from costeff import format as writing
from costeff.errors import CosteffError, InputError, InternalError, Problem, Where
from costeff.errors.report import MissingTemplate, TemplateFailed, TemplateSyntax, UnknownInTemplate
from costeff.expr import nearest
from costeff.report import blocks
from costeff.report.fences import Fenced
from costeff.report.markdown import Markdown, text

WITHOUT = ("escape", "forceescape", "striptags", "tojson", "urlize", "xmlattr", "pprint", "safe")
"""Filters of Jinja's that speak of HTML or of Python, replaced or left out."""


class UnknownName(jinja2.UndefinedError):
    """A template spoke of something that there isn't.

    Attributes:
        name: what; owner: of what it would be an entry, if of anything.
    """

    def __init__(self, message: str, name: str, owner: object) -> None:
        super().__init__(message)
        self.name, self.owner = name, owner


class _Undefined(jinja2.StrictUndefined):
    """What isn't there: any use of it is told."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        owner = None if self._undefined_obj is jinja2.utils.missing else self._undefined_obj
        raise UnknownName(self._undefined_message, str(self._undefined_name), owner)

    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = _fail_with_undefined_error
    __add__ = __radd__ = __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = _fail_with_undefined_error


class _Code(CodeGenerator):
    """Joins with `~` as Markdown, not as HTML."""

    def visit_Concat(self, node: Any, frame: Any) -> None:  # noqa: N802 - the library's name
        """Writes the call that joins."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _Environment(Fenced, SandboxedEnvironment):
    """Jinja, with what templates of reports may use."""

    code_generator_class = _Code

    @staticmethod
    def joined(parts: Iterable[object]) -> str:
        """Several things in one: Markdown, if one of them is."""
        whole = list(parts)
        if any(isinstance(part, Markdown) for part in whole):
            return Markdown("").join([finalised(part) for part in whole])
        return "".join(str(part) for part in whole)


def fill(template: Path, context: Mapping[str, object]) -> str:
    """The template with its variables, calls and loops worked out: pandoc Markdown.

    What a template prints is escaped as `costeff.report.markdown.text` does it, unless it is `Markdown` (which every
    function of `costeff.report.blocks` returns, and macros and `{% set x %}...{% endset %}` too). A float has to be
    formatted by a function of `costeff.format`, all of which are known to templates, as functions and as filters:
    `{{ money(cost, currency) }}`, `{{ share|percent }}`; so are the functions of `blocks`. A comment is `{## ... ##}`,
    since `{#` begins an id in Markdown. Lines that hold a statement alone leave nothing behind.

    Args:
        template: its file; others in its folder may be included or imported, by their names.
        context: what the template may speak of, by name. Values are plain, frames, dataclasses or functions; a
            function that gives Markdown returns `Markdown`.

    Raises:
        InputError: if the file can't be read, isn't a template, or speaks of what there isn't, by file and line.
    """
    _readable(template)
    environment = _environment(template.parent)
    try:
        return environment.get_template(template.name).render(dict(context))
    except jinja2.TemplateSyntaxError as error:
        raise InputError([_syntax(error, template, environment)]) from error
    except jinja2.TemplateNotFound as error:
        reason = "isn't there" if error.name == template.name else f'includes "{error.name}", which isn\'t there'
        where = _where(error.__traceback__, template)
        raise InputError([MissingTemplate(where=where, reason=reason)]) from error
    except UnknownName as error:
        raise InputError([_unknown(error, template, context, environment)]) from error
    except Exception as error:
        if _ours(error, template.parent):
            raise
        reason = _reason(error)
        raise InputError([TemplateFailed(where=_where(error.__traceback__, template), reason=reason)]) from error


def variables(template: Path) -> frozenset[str]:
    """The names that a template uses and doesn't set itself, but for functions and filters that all templates have.

    Raises:
        InputError: if it can't be read or isn't a template.
    """
    _readable(template)
    environment = _environment(template.parent)
    try:
        tree = environment.parse(template.read_text(encoding="utf-8"), template.name, str(template))
    except jinja2.TemplateSyntaxError as error:
        raise InputError([_syntax(error, template, environment)]) from error
    return frozenset(meta.find_undeclared_variables(tree)) - frozenset(environment.globals)


def finalised(value: object) -> Markdown:
    """What is printed: Markdown as it is, nothing for None, text and whole numbers escaped.

    Raises:
        InternalError: for a number that wasn't formatted, since digits are chosen in one place alone.
    """
    if isinstance(value, Markdown):
        return value
    if value is None:
        return Markdown("")
    if isinstance(value, float):
        raise InternalError(
            "a number is printed that wasn't formatted, for one by number(...), money(...), percent(...)"
        )
    return Markdown.escape(value)  # what isn't there tells so when it is made text


def _environment(folder: Path) -> _Environment:
    """Jinja for the templates of a folder."""
    environment = _Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        undefined=_Undefined,
        autoescape=True,
        finalize=finalised,
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    for name in WITHOUT:
        environment.filters.pop(name, None)
    environment.globals = {name: environment.globals[name] for name in ("range", "dict", "namespace")}
    shown: dict[str, Callable[..., Any]] = {
        name: function
        for name, function in vars(writing).items()
        if inspect.isfunction(function) and function.__module__ == writing.__name__ and not name.startswith("_")
    }
    written = {name: getattr(blocks, name) for name in blocks.__all__ if name != "Markdown"}
    environment.globals |= {**shown, **written, "len": len, "zip": zip, "enumerate": enumerate, "str": str}
    environment.filters |= {**shown, "text": text, "e": text, "bold": blocks.bold, "italic": blocks.italic}
    environment.filters |= {"safe": Markdown, "join": _join, "replace": lambda s, old, new: str(s).replace(old, new)}
    return environment


def _join(items: Iterable[object], between: str = "") -> Markdown:
    """The items in one, with a text between them."""
    return Markdown("").join([part for item in items for part in (text(between), finalised(item))][1:])


def _readable(template: Path) -> None:
    """Refuses a template that can't be read.

    Raises:
        InputError: with the reason.
    """
    try:
        template.read_text(encoding="utf-8")
    except FileNotFoundError:
        reason = "isn't there"
    except IsADirectoryError:
        reason = "is a folder"
    except UnicodeDecodeError:
        reason = "isn't text in UTF-8"
    except OSError as error:
        reason = f"can't be read ({error.strerror})"
    else:
        return
    raise InputError([MissingTemplate(where=Where(book=str(template)), reason=reason)])


def _syntax(error: jinja2.TemplateSyntaxError, template: Path, environment: _Environment) -> Problem:
    """What is wrong with the writing of a line."""
    file = template.parent / (error.name or template.name)
    where = _line(file, error.lineno)
    named = re.match(r"No (filter|test) named '([^']*)'", error.message or "")
    if named:
        known = environment.filters if named[1] == "filter" else environment.tests
        return UnknownInTemplate(where=where, what=named[1], name=named[2], nearest=nearest(named[2], known))
    return TemplateSyntax(where=where, reason=(error.message or "").replace("jinja2.", ""))


def _unknown(
    error: UnknownName, template: Path, context: Mapping[str, object], environment: _Environment
) -> UnknownInTemplate:
    """A name that isn't there, with those near it."""
    where = _where(error.__traceback__, template)
    if error.owner is None:
        known: Iterable[str] = {*context, *environment.globals}
        return UnknownInTemplate(where=where, what="variable", name=error.name, nearest=nearest(error.name, known))
    kind = type(error.owner)
    owner = f"a {kind.__name__}" if kind.__module__.startswith("costeff.") else ""
    return UnknownInTemplate(
        where=where, what="entry", name=error.name, owner=owner, nearest=nearest(error.name, _entries(error.owner))
    )


def _entries(owner: object) -> list[str]:
    """The names that something has."""
    if isinstance(owner, Mapping):
        return [str(key) for key in owner]
    columns = getattr(owner, "columns", None)
    names = [] if columns is None or callable(columns) else [str(column) for column in columns]
    return names + [name for name in dir(owner) if not name.startswith("_")]


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    """File and line of each call, outermost first."""
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _where(trace: TracebackType | None, template: Path) -> Where:
    """The innermost line of a template that was at work."""
    folder = template.parent
    found = [(file, line) for file, line in _frames(trace) if _of_folder(file, folder)]
    return _line(Path(found[-1][0]), found[-1][1]) if found else Where(book=template.name)


def _of_folder(file: str, folder: Path) -> bool:
    return Path(file).parent.resolve() == folder.resolve() and not file.endswith(".py")


def _line(file: Path, number: int) -> Where:
    """A line of a template."""
    try:
        shown = file.read_text(encoding="utf-8").splitlines()[number - 1].strip()
    except (OSError, UnicodeDecodeError, IndexError):
        shown = ""
    return Where(book=file.name, cell=f"line {number}", text=shown)


def _ours(error: Exception, folder: Path) -> bool:
    """Whether an exception is no fault of the template's: it came up within costeff, which the template called."""
    if isinstance(error, InternalError | SecurityError):
        return False
    if isinstance(error, CosteffError):
        return True
    package = str(Path(costeff.__file__).parent)
    inside = False
    for file, _ in _frames(error.__traceback__):
        inside = file.startswith(package) and "filling.py" not in file if not _of_folder(file, folder) else False
    return inside


def _reason(error: Exception) -> str:
    """An exception in one clause."""
    words = str(error.args[0]) if isinstance(error, InternalError) and error.args else str(error)
    return (words.strip().split("\n")[0] or type(error).__name__).rstrip(".")
