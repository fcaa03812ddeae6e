"""What readers take along: how to cite the page at hand, and the line that shows a chart elsewhere."""

from __future__ import annotations

from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone

from miqyas.reports.citation import Cited, apa, bibtex, csl
from miqyas.web.components import Figure
from miqyas.web.embedding import snippet
from miqyas.web.words import current_language

register = template.Library()


@register.inclusion_tag("web/components/cite.html", takes_context=True)
def cite(context: Context) -> dict[str, Any]:
    """`{% cite %}`: the page in APA, BibTeX and CSL-JSON; nothing on a page that names no versions.

    It stands in the base page, outside of blocks: the title is what the page itself puts into its title.
    """
    versions = context.get("versions")
    if not versions:
        return {}
    request = context["request"]
    cited = Cited(
        title=_title(context),
        address=f"{settings.MIQYAS_BASE_URL}{context.get('address') or request.get_full_path()}",
        versions=versions,
        read_on=timezone.localdate(),
        language=current_language(),
    )
    forms = {"apa": apa(cited), "bibtex": bibtex(cited), "csl": csl(cited)}
    return {"forms": [(f"cite.form.{name}", text) for name, text in forms.items()]}


@register.simple_tag
def embed_code(figure: Figure) -> str:
    """`{% embed_code figure as code %}`: the line that shows a figure elsewhere, if any."""
    return snippet(figure.embed, title=figure.title, drawing=figure.wide) if figure.embed else ""


def _title(context: Context) -> str:
    """What the block `title` of the page says, as text."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return unescape(str(block.render(context))).strip()
