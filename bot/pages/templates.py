"""The templates of the pages. They escape everything, so that nothing in a document can become
markup."""

from __future__ import annotations

from importlib.resources import files
from operator import attrgetter

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.pages.links import fragment_of
from bot.pages.words import link_runs
from bot.render.clean import clean

STYLE = (files("bot.pages") / "style.css").read_text("utf-8")


def render(name: str, **values: object) -> str:
    """A whole page, made from the template with this name."""
    return ENVIRONMENT.get_template(f"{name}.html").render(values)


def clean_lines(text: str) -> str:
    """`clean`, except that line breaks stay."""
    return "\n".join(map(clean, text.split("\n")))


def _finalize(value: object) -> object:
    """Clean every text that a template prints, unless it is already markup."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean_lines(value)
    return value


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["style"] = STYLE
    environment.filters.update(fragment=fragment_of, links=link_runs, place=attrgetter("where"))
    return environment


ENVIRONMENT = _environment()
