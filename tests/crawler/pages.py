"""Small pages written by hand for the reader's tests: invented papers, people and events."""

from __future__ import annotations

from crawler.raw_page import RawPage
from crawler.site import Site

SITE = Site(
    name="warta-uji",
    outlet="Warta Uji",
    domains=("warta.localhost",),
    zone=8,
    region="Nusa Tenggara Timur",
    abbreviations=("WU",),
)
TEXT = (
    "Warga Desa Wee Kambala membersihkan saluran air sepanjang dua kilometer pada Sabtu pagi, sebelum musim hujan tiba.",
    "Kepala desa, Lukas Bora, mengatakan bahwa kerja bakti itu diikuti oleh dua ratus orang dari tujuh dusun.",
    "“Kami tidak menunggu bantuan. Air yang meluap tahun lalu merusak sebelas rumah dan satu lumbung,” katanya.",
    "Dinas pekerjaan umum berjanji mengirim satu alat berat pada pekan depan untuk mengeruk bagian yang dangkal.",
)


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in (lines or TEXT))


def html(body: str, head: str = "", *, title: str = "Warga bersihkan saluran air", body_class: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{title} - Warta Uji</title>'
        f'<meta property="og:site_name" content="Warta Uji">{head}</head><body class="{body_class}">{body}</body></html>'
    )


def article(
    inside: str = "", head: str = "", *, before: str = "", after: str = "", body_class: str = "single postid-31"
) -> str:
    return html(
        '<header><nav><a href="/">Warta Uji</a> <a href="/daerah">Daerah</a></nav><div>Ahad, 30 Rajab 1447 H | 18 Januari 2026</div></header>'
        f'<article><h1 class="entry-title">Warga bersihkan saluran air</h1>{before}'
        f'<div class="entry-content">{inside or paragraphs()}</div></article>{after}<footer><p>Hak cipta Warta Uji</p></footer>',
        head,
        body_class=body_class,
    )


def raw(
    markup: str | bytes, url: str = "https://warta.localhost/2024/03/02/warga-bersihkan-saluran-air/", **more: object
) -> RawPage:
    body = markup.encode() if isinstance(markup, str) else markup
    return RawPage(url=url, body=body, **more)  # type: ignore[arg-type]
