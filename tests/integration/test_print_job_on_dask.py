"""A day's pile is drawn by the workers of a Dask cluster, as it would be on one core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from downtimekit.adapters.folder_shelf import FolderShelf
from downtimekit.adapters.listing_pdf import ListingPdf
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.forms.codes import Seal
from downtimekit.ports import Renderer
from downtimekit.runtime.printing import PrintJob, Progress
from downtimekit.testing.shelves import MemoryShelf
from tests.printing import UNDRAWABLE, WordsRenderer, a_pile, a_visit

distributed = pytest.importorskip("distributed")

pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    )
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.mark.parametrize(
    "renderer", [WordsRenderer(), PdfRenderer(Seal.of(b"x" * 32))], ids=lambda renderer: renderer.suffix
)
def test_the_cluster_draws_what_one_core_draws(client: object, renderer: Renderer, tmp_path: Path) -> None:
    pile = a_pile(40)
    here = MemoryShelf()
    PrintJob(pile, renderer, here, contents=ListingPdf()).run()
    there, seen = FolderShelf(tmp_path), list[Progress]()
    job = PrintJob(pile, renderer, there, contents=ListingPdf(), chunk=4, packets_per_document=None)
    job.run(executor=client.get_executor(), progress=seen.append)  # type: ignore[attr-defined]

    assert {name: there.read(name) for name in there.names()} == here.saved
    assert [step.done for step in seen] == list(range(0, 41, 4))


def test_a_packet_that_cannot_be_drawn_is_told_from_there_too(client: object) -> None:
    pile = a_pile(8, at_3=a_visit(3, family=f"Frost{UNDRAWABLE}"))
    job = PrintJob(pile, WordsRenderer(), MemoryShelf(), chunk=2, packets_per_document=3)
    printed = job.run(executor=client.get_executor())  # type: ignore[attr-defined]

    assert [file.serials for file in printed.refused] == [tuple(sheet.serial for sheet in pile[2].sheets)]
    assert [file.packets for file in printed.manifest.documents] == [3, 3, 2]
