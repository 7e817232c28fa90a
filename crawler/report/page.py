"""A run as one HTML page: no script, no request to anywhere, everything fetched escaped."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.report.summary import RunSummary


def render_page(summary: RunSummary) -> str:
    """Lay out a run as an HTML document that stands alone.

    Titles, texts and addresses are escaped; an address becomes a link only when it is http or https.
    """
    # Loading it takes a while, and only a run with a store has a report.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("crawler.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["web_address"] = is_web_address
    return environment.get_template("page.html.j2").render(
        summary=summary,
        total=summary.total,
        samples=[sample for row in summary.sources for sample in row.articles_sample],
        rejected=[page for row in summary.sources for page in row.rejected_sample],
    )


def is_web_address(address: str | None) -> bool:
    """Whether a fetched address may become a link.

    >>> [is_web_address(a) for a in ("https://example.org/", "javascript:alert(1)", "http://[", None)]
    [True, False, False, False]
    """
    try:
        return bool(address) and urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False
