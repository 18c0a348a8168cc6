"""Stories: copies are known however they are cut, forms that are filled anew are not copies, and order never counts."""

from __future__ import annotations

import json
import lzma
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.fingerprint import bands, sketch
from archive.stories import Member, Place, Relation, Story, folded, relate, tell

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SENTENCES = (
    "Warga Desa Kalembu Ndara menggali kembali sumur tua yang mengering sejak Agustus dengan peralatan seadanya.",
    "Kepala Desa Yohanis Bili mengatakan 48 keluarga berjalan dua kilometer setiap pagi untuk mengambil air.",
    "Mata air terdekat terletak di lereng bukit Lendu dan hanya mengalir sampai pukul sembilan pagi.",
    "Dinas Pekerjaan Umum berjanji mengirim satu unit mesin bor sebelum musim tanam, kata sekretaris dinas itu.",
    "Biaya pengeboran diperkirakan 175 juta rupiah dan akan dibebankan pada anggaran perubahan tahun ini.",
    "Anggota dewan dari daerah pemilihan setempat meminta pemerintah tidak menunggu sampai ternak warga mati.",
    "Sejak Juli sedikitnya 31 ekor kerbau dan kuda mati karena kekurangan air dan pakan di tiga dusun.",
    "Warga berharap sumur tua itu dapat dipakai lagi paling lambat pada akhir bulan depan.",
)
OTHERS = (
    "Demikian disampaikan panitia kepada para tamu yang datang dari kabupaten tetangga sore kemarin.",
    "Redaksi kami menerima kabar tersebut melalui sambungan telepon dari seorang pembaca setia.",
    "Hingga berita ini ditayangkan belum ada keterangan lanjutan mengenai tindak lanjut di lapangan.",
    "Pemerintah pusat menyebut kekeringan tahun ini lebih panjang dari perkiraan lembaga cuaca.",
)
OWN = (
    "Wartawan kami yang menyusuri dusun itu pekan lalu melihat antrean jeriken sejak subuh.",
    "Seorang ibu bernama Rambu Konda menjual anak babi demi membeli air tangki seharga ratusan ribu.",
    "Camat setempat membenarkan laporan tersebut ketika ditemui di ruang kerjanya kemarin.",
    "Sekolah dasar di lembah memulangkan murid lebih cepat karena kamar mandinya kering.",
)
WELL = " ".join(SENTENCES)


def member(
    article: str = "a",
    *,
    text: str = WELL,
    site: str = "sabana",
    title: str = "Warga gali sumur tua di Kalembu Ndara",
    **more: object,
) -> Member:
    fields: dict[str, object] = {"at": NOON, "outlet_names": frozenset({folded(site)})} | more
    return Member(article=article, site=site, title=title, text=text, **fields)  # type: ignore[arg-type]


def related(a: Member, b: Member) -> str | None:
    there, back = relate(a, b), relate(b, a)
    assert there == back
    return there.kind if there else None


# ------------------------------------------------------------------------------------------------------------- copies


@pytest.mark.parametrize("share", [0.9, 0.7, 0.6, 0.5])
def test_a_repost_cut_short_is_a_copy(share: float) -> None:
    words = WELL.split()
    cut = " ".join(words[: int(len(words) * share)])
    assert related(member(), member("b", text=cut, site="lain", title="Sumur tua dibuka lagi")) == "copy"


def test_a_credit_makes_a_copy_a_repost() -> None:
    for credit in ({"credit_host": "www.sabana.com"}, {"credit_outlet": "SABANA"}, {"dateline_outlet": "Sabana.com"}):
        assert related(member(), member("b", site="lain", **credit)) == "repost"


def test_a_repost_that_shares_less_than_half_its_words_is_known_by_its_title_or_credit() -> None:
    """43 % of all words shared, 60 % of the shorter text contained: as a larger paper reposted a small one's story."""
    larger = " ".join([*SENTENCES[:5], *OTHERS, *OTHERS[:1]])
    smaller = " ".join([*SENTENCES[:5], *OWN[:3]])
    a, b = member(text=larger, site="besar"), member("b", text=smaller, at=NOON + timedelta(days=1))
    relation = relate(a, b)
    assert relation is not None
    assert 0.5 < relation.share < 0.75
    credited = msgspec.structs.replace(a, credit_outlet="Sabana", title="Kekeringan di selatan")
    assert related(credited, b) == "repost"


def test_half_the_words_under_another_title_and_without_credit_are_no_copy() -> None:
    a = member(text=" ".join([*SENTENCES[:4], *OTHERS]))
    b = member("b", text=" ".join([*SENTENCES[:4], *OWN]), site="lain")
    assert related(a, b) == "rewrite"
    assert related(a, msgspec.structs.replace(b, title="Dewan rapat lagi")) is None
    assert related(a, msgspec.structs.replace(b, at=NOON + timedelta(days=9))) is None


def test_a_release_with_each_papers_own_lede_and_tail_is_one() -> None:
    a = member(text=" ".join([OTHERS[0], OTHERS[3], *SENTENCES[1:7], OTHERS[2]]), title="Bupati soroti kekeringan")
    b = member("b", text=" ".join([*OWN[:2], *SENTENCES[1:7], OWN[2]]), site="lain", title="Sumur kering, dewan bicara")
    assert related(a, b) == "press_release"
    said = member("c", text=WELL + " (Humas Setda)", site="humas", title="Pemkab tangani kekeringan")
    assert related(member(), said) == "press_release"


def test_the_same_newsroom_tells_it_again_as_an_update() -> None:
    later = member(
        "b",
        text=WELL.replace("31 ekor", "40 ekor") + " " + OTHERS[3],
        title="UPDATE: Warga gali sumur tua",
        at=NOON + timedelta(hours=5),
    )
    assert related(member(), later) == "update"
    assert related(member(), msgspec.structs.replace(later, at=NOON + timedelta(days=90))) == "copy"


@pytest.mark.parametrize(
    "change",
    [("Warga", "WARGA"), (" ", "  "), ("-", "–"), ("Bili", "Billi"), ("175 juta rupiah", "175 juta rupiah lebih")],
)
def test_typing_does_not_hide_a_copy(change: tuple[str, str]) -> None:
    assert related(member(), member("b", text=WELL.replace(*change), site="lain")) == "copy"


def test_strangers_are_not_related() -> None:
    assert related(member(), member("b", text=" ".join(OTHERS), site="lain")) is None
    assert related(member(text=""), member("b", text="")) is None
    assert related(member(text="Foto: Humas Pemkab"), member("b", text="Foto: Humas Pemkot", site="lain")) is None


# -------------------------------------------------------------------------------------------------------------- forms


def prayers(day: str, shift: int) -> str:
    cities = ("Waikabubak", "Waingapu", "Tambolaka", "Ende", "Maumere", "Larantuka", "Atambua")
    lines = [
        f"{city}: Imsak 04.{20 + n + shift:02d}, Subuh 04.{30 + n + shift:02d}, Zuhur 11.{50 + n % 5}, Asar 15.{10 + n}, Magrib 17.{44 + n + shift}, Isya 18.{40 + n}"
        for n, city in enumerate(cities)
    ]
    return (
        f"Berikut jadwal salat untuk kota-kota di Nusa Tenggara Timur pada hari {day}. "
        + " ".join(lines)
        + " Jadwal disusun kantor kementerian agama."
    )


def prices(day: str, rice: int, chili: int) -> str:
    return (
        f"Harga bahan pokok di Pasar Radamata pada {day} terpantau sebagai berikut menurut petugas pasar. Beras medium {rice}.000 rupiah sekilogram, "
        f"cabai rawit {chili}.000 rupiah, bawang merah {chili - 20}.000 rupiah, telur ayam {rice + 40}.000 rupiah serak, gula pasir 18.000 rupiah, "
        "minyak goreng 17.500 rupiah seliter, tepung terigu 12.000 rupiah. Petugas mengimbau warga tidak menimbun barang menjelang hari raya."
    )


def programmes(film: str, talk: str) -> str:
    return (
        "Berikut jadwal acara televisi daerah hari ini yang dapat disaksikan pemirsa di rumah masing-masing. 05.00 Doa Pagi, 06.00 Kabar Subuh, "
        f"07.00 Senam Bersama, 08.00 Dapur Ibu, 09.30 Anak Ceria, 11.00 Kabar Siang, 12.30 {film}, 15.00 Lagu Daerah, 17.00 Kabar Petang, 19.00 {talk}, "
        "21.00 Kabar Malam, 22.00 Penutup Siaran. Jadwal dapat berubah sewaktu-waktu tanpa pemberitahuan."
    )


def budget(regency: str, total: str, pay: str, left: str) -> str:
    return (
        f"Posisi anggaran Kabupaten {regency} sampai Juni tercatat sudah terpakai {total} miliar rupiah dari pagu tahun berjalan. Belanja pegawai menyerap "
        f"{pay} miliar rupiah, sementara belanja modal baru terpakai {left} persen. Data itu dikutip dari laman kementerian keuangan yang diperbarui tiap pekan. "
        f"Pengamat menilai Pemerintah Kabupaten {regency} perlu mempercepat lelang agar uang tidak mengendap di bank sampai akhir tahun."
    )


FORMS = {
    "prayer times": (prayers("Senin", 0), prayers("Selasa", 1), "Jadwal salat NTT Senin 9 Juni 2026", "Jadwal salat NTT Selasa 10 Juni 2026"),
    "prayer times under one title": (prayers("ini", 0), prayers("ini", 1), "Jadwal salat hari ini", "Jadwal salat hari ini"),
    "prices": (prices("Senin", 14, 60), prices("Kamis", 15, 72), "Harga sembako di Pasar Radamata", "Harga sembako di Pasar Radamata"),
    "programmes": (programmes("Badai Cinta", "Bincang Desa"), programmes("Anak Rantau", "Bincang Kota"), "Jadwal acara TV Sabtu", "Jadwal acara TV Minggu"),
    "programmes under one title": (programmes("Badai Cinta", "Bincang Desa"), programmes("Anak Rantau", "Bincang Kota"), "Jadwal TV", "Jadwal TV"),
    "one article for each regency": (
        budget("Garut", "1,48", "918", "22"), budget("Cianjur", "1,39", "880", "31"), "Posisi APBD Garut", "Posisi APBD Cianjur"
    ),
    "days in the title": (WELL, WELL.replace("31 ekor", "33 ekor"), "Ternak mati di Sumba, Rabu 3 Juni 2026", "Ternak mati di Sumba, Kamis 4 Juni 2026"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_form_filled_anew_is_no_copy(form: str) -> None:
    left, right, title, other_title = FORMS[form]
    a, b = member(text=left, title=title), member("b", text=right, title=other_title, at=NOON + timedelta(days=1))
    assert set(bands(sketch(left))) & set(bands(sketch(right))), "the trap must be a candidate"
    assert related(a, b) is None
    assert related(a, msgspec.structs.replace(b, site="lain")) is None


@pytest.mark.parametrize("form", FORMS)
def test_the_same_form_in_another_paper_is_a_copy(form: str) -> None:
    text, _, title, _ = FORMS[form]
    copy = member("b", text=text + " " + OTHERS[2], title=title, site="lain", at=NOON + timedelta(hours=3))
    assert related(member(text=text, title=title), copy) in ("copy", "press_release")


# ------------------------------------------------------------------------------------------------------------ origins


def told(*members: Member) -> Story:
    pairs = [
        (a.article, b.article, found) for n, a in enumerate(members) for b in members[:n] if (found := relate(a, b))
    ]
    (story,) = tell({one.article: one for one in members}, pairs)
    return story


def place(story: Story, article: str) -> Place:
    return next(found for found in story.places if found.article == article)


def test_who_is_named_by_a_credit_is_the_origin_whoever_came_first() -> None:
    copy = member(
        "a",
        site="lain",
        at=NOON - timedelta(days=2),
        credit_host="sabana.com",
        credit_printed="(sumber: http://sabana.com/ )",
    )
    story = told(copy, member("b"))
    assert (story.id, story.origin) == ("a", "b")
    assert (place(story, "b").reason, place(story, "b").proof) == ("named_by_credit", "(sumber: http://sabana.com/ )")
    assert (place(story, "a").relation, place(story, "a").proof) == ("repost", "(sumber: http://sabana.com/ )")


def test_a_chain_of_credits_leads_to_its_beginning() -> None:
    first = member("c")
    second = member("b", site="tengah", credit_outlet="Sabana")
    third = member("a", site="ujung", credit_outlet="Tengah", at=NOON - timedelta(days=1))
    assert told(first, second, third).origin == "c"


def test_then_the_one_whose_dateline_is_its_own() -> None:
    own = member("b", dateline_outlet="Sabana", at=NOON + timedelta(hours=2))
    story = told(member("a", site="lain"), own)
    assert story.origin == "b"
    assert place(story, "b").reason == "own_dateline"


def test_then_the_earliest_and_then_the_longest() -> None:
    late, early = member("a", at=NOON), member("b", site="lain", at=NOON - timedelta(minutes=5))
    story = told(late, early)
    assert (story.origin, place(story, "b").reason) == ("b", "earliest")
    undated = [member("a", at=None), member("b", site="lain", at=None, text=WELL + " " + OTHERS[0])]
    assert (told(*undated).origin, place(told(*undated), "b").reason) == ("b", "longest")


def test_a_day_is_not_earlier_than_an_hour_of_it() -> None:
    """Midnight stands for `some time that day`: then the longer text is the origin."""
    day = member("a", at=NOON.replace(hour=0), is_day=True)
    hour = member("b", site="lain", text=WELL + " " + OTHERS[0])
    assert (told(day, hour).origin, place(told(day, hour), "b").reason) == ("b", "longest")
    assert told(msgspec.structs.replace(day, at=NOON - timedelta(days=1)), hour).origin == "a"


def test_a_date_that_cannot_be_true_makes_no_origin() -> None:
    """Published in 2027 and fetched in 2026: the other's date counts. First fetched never does."""
    wrong = member("a", at=NOON + timedelta(days=300), first_at=NOON - timedelta(days=9))
    right = member("b", site="lain", at=NOON, first_at=NOON + timedelta(days=5))
    assert told(wrong, right).origin == "b"


def test_who_credits_an_outlet_that_is_not_archived_is_no_origin() -> None:
    agency = member("a", site="lain", at=NOON - timedelta(days=1), credit_outlet="Kantor Berita Jauh")
    assert told(agency, member("b")).origin == "b"


def test_two_that_credit_each_other_have_an_origin_all_the_same() -> None:
    a = member("a", credit_outlet="Lain", at=NOON - timedelta(hours=1))
    assert told(a, member("b", site="lain", credit_outlet="Sabana")).origin == "a"


def test_a_paper_that_credits_itself_reposts_nobody() -> None:
    again = member("b", credit_host="sabana.com", credit_outlet="Sabana", at=NOON + timedelta(days=9))
    assert related(member(), again) == "copy"
    assert told(member(), again).origin == "a"


def test_the_storys_id_is_the_least_and_the_origin_comes_first() -> None:
    story = told(
        member("c"),
        member("b", site="x", at=NOON + timedelta(days=1)),
        member("d", site="y", at=NOON - timedelta(days=1)),
    )
    assert (story.id, story.origin, story.places[0].article) == ("b", "d", "d")
    assert [found.article for found in story.places[1:]] == ["b", "c"]


_MEMBERS = st.lists(
    st.builds(
        lambda site, cut, hours, is_day, credit, dateline, title, extra: (site, cut, hours, is_day, credit, dateline, title, extra),
        st.sampled_from(["sabana", "lain", "tengah"]), st.integers(3, 8), st.none() | st.integers(-50, 50), st.booleans(),
        st.sampled_from([None, "Sabana", "Lain", "Jauh"]), st.sampled_from([None, "Sabana", "Lain"]),
        st.sampled_from(["Warga gali sumur tua", "Dewan rapat lagi soal air"]), st.integers(0, 4),
    ),
    min_size=2, max_size=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(drawn=_MEMBERS, seed=st.integers())
def test_no_order_of_articles_or_pairs_changes_anything(drawn: list[tuple], seed: int) -> None:
    members = [
        member(
            f"id{number}", site=site, text=" ".join([*SENTENCES[:cut], *OTHERS[:extra]]), title=title, is_day=is_day,
            at=None if hours is None else NOON + timedelta(hours=hours), credit_outlet=credit, credit_printed=credit, dateline_outlet=dateline,
        )
        for number, (site, cut, hours, is_day, credit, dateline, title, extra) in enumerate(drawn)
    ]  # fmt: skip
    pairs = [
        (a.article, b.article, found) for n, a in enumerate(members) for b in members[:n] if (found := relate(a, b))
    ]
    expected = tell({one.article: one for one in members}, pairs)
    random.Random(seed).shuffle(members)
    shuffled = [(b, a, found) for a, b, found in pairs]
    random.Random(seed).shuffle(shuffled)
    again = tell({one.article: one for one in members}, shuffled)
    assert sorted(again, key=lambda s: s.id) == sorted(expected, key=lambda s: s.id)
    for story in again:
        assert len({found.article for found in story.places}) == len(story.places) >= 2
        assert [found.relation for found in story.places].count("origin") == 1


@settings(max_examples=150, deadline=None)
@given(a=st.text(max_size=300), b=st.text(max_size=300), titles=st.tuples(st.text(max_size=40), st.text(max_size=40)))
def test_any_two_texts_can_be_compared_and_symmetrically(a: str, b: str, titles: tuple[str, str]) -> None:
    left, right = member(text=a, title=titles[0]), member("b", text=b, title=titles[1], site="lain")
    assert relate(left, right) == relate(right, left)


def test_a_long_chain_is_told_without_recursion() -> None:
    chain = {f"id{number:05d}": member(f"id{number:05d}", text=WELL, site=f"s{number}") for number in range(3000)}
    ids = sorted(chain)
    pairs = [(a, b, Relation(kind="copy", share=1.0)) for a, b in pairwise(ids)]
    (story,) = tell(chain, pairs[::-1])
    assert len(story.places) == 3000


def test_the_labelled_pairs_of_real_articles_are_told_apart() -> None:
    shared = Path(__file__).resolve().parents[3] / "shared/corpora"
    if not shared.exists():
        pytest.skip("needs the corpora beside the project")
    with lzma.open(shared / "near_dup/id_cross_url_pairs.json.xz") as file:
        pairs = json.load(file)
    with lzma.open(shared / "id_text/articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    outcomes: dict[str, list[bool]] = {"dup": [], "template_not_dup": []}
    for pair in pairs:
        if pair["label"] in outcomes:
            a, b = (rows[pair[side]] for side in "ab")
            found = relate(*(Member(article=r["id"], site=r["site"], title=r["title"], text=r["body"]) for r in (a, b)))
            outcomes[pair["label"]].append(found is not None)
    assert outcomes == {"dup": [True] * 17, "template_not_dup": [False] * 3}
