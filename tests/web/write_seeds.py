"""Writes the seeds that are made from pages of the demo web, and what must come out of them.

    python -m tests.web.write_seeds

The other files in `seeds/` are written by hand. The same content gives the same files.
"""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import asdict
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.web.content import TODAY, load_sites
from tests.web.expected import ExpectedPage, expect_pages
from tests.web.render import quote_path
from tests.web.resources import Resource, build_resources

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = ("margalla", "/news/1048151/peshawar-museum-puts-its-storerooms-online")
ARCHIVED = (
    ("margalla", "/news/1048140/clinic-train-brings-eye-surgeons-to-the-frontier"),
    ("pagdandi", "/khabar.asp?id=5508"),
    ("pagdandi", "/khabar.asp?id=5470"),
    ("sepidar", "/fa/news/20112/زعفران-هرات"),
    ("sepidar", "/fa/news/20086/گزارش-تصویری"),
    ("sepidar", "/ps/news/31040"),
)


def write_seeds(repository: Path) -> None:
    """Write `seeds/page.html.gz`, `seeds/pages.warc.gz` and their expectations below `repository`."""
    seeds, golden = repository / "seeds", repository / "tests" / "golden" / "seeds"
    page = _resource(*PAGE)
    (seeds / "page.html.gz").write_bytes(gzip.compress(page.body, mtime=0))
    _write_golden(golden / "page.json", "page.html.gz", [_expected(*PAGE)])
    (seeds / "pages.warc.gz").write_bytes(_archive())
    _write_golden(golden / "pages.json", "pages.warc.gz", [_expected(*place) for place in ARCHIVED])


def _archive() -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    for number, (site_id, path) in enumerate(ARCHIVED, 1):
        page = _resource(site_id, path)
        answer = StatusAndHeaders("200 OK", [("Content-Type", page.content_type)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            _base(site_id) + quote_path(path),
            "response",
            payload=io.BytesIO(page.body),
            http_headers=answer,
            warc_headers_dict={
                "WARC-Date": f"{TODAY.isoformat()}T12:00:{number:02}Z",
                # A random id, as warcio would make it, would change the file with every run.
                "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
            },
        )
        writer.write_record(record)
    return buffer.getvalue()


def _write_golden(path: Path, file: str, pages: list[ExpectedPage]) -> None:
    articles = [{"url": page.url} | asdict(article) for page in pages for article in page.articles]
    rejected = [{"url": page.url, "reason": page.reason} for page in pages if page.reason]
    table = {"file": file, "articles": articles, "rejected": rejected}
    path.write_text(json.dumps(table, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _base(site_id: str) -> str:
    return f"http://{site_id}.test"


def _resource(site_id: str, path: str) -> Resource:
    site = next(site for site in load_sites(1) if site.id == site_id)
    return build_resources(site, _base(site_id), _base(site_id))[path]


def _expected(site_id: str, path: str) -> ExpectedPage:
    site = next(site for site in load_sites(1) if site.id == site_id)
    url = _base(site_id) + quote_path(path)
    return next(page for page in expect_pages(site, _base(site_id)) if page.url == url)


if __name__ == "__main__":
    write_seeds(REPOSITORY)
