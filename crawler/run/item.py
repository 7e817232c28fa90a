"""What travels from the spider through the pipelines: a page that was to be fetched, and what it came to so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaners.model import Outcome, Page, Reason, Rejected, Stage
from crawler.discovery.choose import PlannedFetch


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One page that was asked for; each pipeline returns a new value.

    `page` is the response to archive and clean, None when there is nothing to clean: then it is `unchanged`,
    or `outcomes` holds the reason. `sketches` are what each article among them is compared by with others, where a
    worker made them. `archived` says that the page lies in the archive already, `captured` that it comes out of a file
    of a news crawl, which may hold its address several times. `fetched` says that the server answered, `size` with how
    many bytes; `dead` that the address itself is dead, so that it need not be asked for in every run.
    """

    planned: PlannedFetch
    page: Page | None = field(default=None, repr=False)
    outcomes: tuple[Outcome, ...] = field(default=(), repr=False)
    unchanged: bool = False
    archived: bool = False
    captured: bool = False
    dead: bool = False
    fetched: bool = True
    size: int = 0
    sketches: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def source(self) -> str:
        """Id of the source it belongs to."""
        return self.planned.candidate.source

    @property
    def url(self) -> str:
        """Address that was asked for: the candidate's."""
        return self.planned.candidate.url


def reject(planned: PlannedFetch, reason: Reason, detail: str, stage: Stage = Stage.FETCH) -> Rejected:
    """The outcome of a page that gave no article, with one line of detail for people."""
    candidate = planned.candidate
    line = " ".join(detail.split())[:300]
    return Rejected(
        stage, reason, url=candidate.url, source=candidate.source, detail=line, title=candidate.hints.title
    )
