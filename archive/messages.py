"""What commands say, in English or Indonesian: `say` takes the English sentence and gives it in the chosen language."""

from __future__ import annotations

import os

_language = ["en"]

INDONESIAN: dict[str, str] = {
    "{n} articles": "{n} artikel",
    "{n} articles; page {page}": "{n} artikel; halaman {page}",
    "no article answers {typed}": "tidak ada artikel untuk {typed}",
    "published": "terbit",
    "no publication date": "tanpa tanggal terbit",
    "first seen": "pertama dilihat",
    "last seen": "terakhir dilihat",
    "address": "alamat",
    "people": "penulis",
    "dateline": "asal berita",
    "credit": "sumber",
    "places": "tempat",
    "section": "rubrik",
    "evidence": "bukti",
    "dropped lines": "baris yang tidak diambil",
    "record": "rekaman",
    "revision {n}": "revisi {n}",
    "revision {a} -> {b}": "revisi {a} -> {b}",
    "figures that changed": "angka yang berubah",
    "names that changed": "nama yang berubah",
    "nothing changed": "tidak ada yang berubah",
    "it stands alone: no other article carries its words": "berdiri sendiri: tidak ada artikel lain dengan kata-kata ini",
    "origin": "sumber asli",
    "repost": "muat ulang",
    "copy": "salinan",
    "press_release": "siaran pers",
    "rewrite": "tulisan ulang",
    "update": "pembaruan",
    "{share} % of the words": "{share} % kata",
    "no open issue": "tidak ada masalah terbuka",
    "everything is as it was kept": "semua masih seperti saat disimpan",
    "{n} findings": "{n} temuan",
    "error": "kesalahan",
    "interrupted": "dihentikan",
    "no run yet": "belum ada perambanan",
    "wrote {path}": "{path} ditulis",
    "put this into your crontab:": "masukkan baris ini ke crontab Anda:",
    "follow a site next: kliping follow suarajarmas": "lalu ikuti sebuah situs: kliping follow suarajarmas",
    "{site} is followed": "{site} diikuti",
    "{site} is not followed any more": "{site} tidak diikuti lagi",
    "no site is followed: kliping follow suarajarmas": "belum ada situs yang diikuti: kliping follow suarajarmas",
    "there is no site {name}; see `kliping sites`": "tidak ada situs {name}; lihat `kliping sites`",
    "{sites} sites: {new} new, {revised} revised, {gone} gone, {quarantined} quarantined, {requests} requests":
        "{sites} situs: {new} baru, {revised} berubah, {gone} hilang, {quarantined} dikarantina, {requests} permintaan",
    "a person is needed: see `kliping issues`": "perlu dilihat orang: `kliping issues`",
    "not an article": "bukan artikel",
    "the text goes on at": "teks berlanjut di",
    "cannot be read": "tidak terbaca",
    "title": "judul",
    "text": "teks",
    "all is well": "semua baik",
    "sound": "baik",
    "to be mended": "perlu diperbaiki",
    "Edition {n} of {all}, {day}": "Edisi {n} dari {all}, {day}",
    "What was found and kept": "Yang ditemukan dan disimpan",
    "An edited article": "Artikel yang diubah",
    "A repost, its origin, and the line that proves it": "Muat ulang, sumber aslinya, dan baris buktinya",
    "A deletion noticed": "Penghapusan yang diketahui",
    "A gambling page, quarantined": "Halaman judi, dikarantina",
    "A search": "Pencarian",
    "The report": "Laporan",
    "The archive stays in {folder}. Type next:": "Arsip ada di {folder}. Selanjutnya ketik:",
    "{folder} holds something that is no demo archive; name another folder with --archive":
        "{folder} berisi sesuatu yang bukan arsip demo; sebutkan folder lain dengan --archive",
}  # fmt: skip


def use_language(chosen: str | None) -> None:
    """English or Indonesian: the one named, else that of the locale."""
    named = chosen or next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "en")
    _language[0] = "id" if named.lower().startswith(("id", "in_id")) else "en"


def say(sentence: str, **values: object) -> str:
    """The sentence in the chosen language, its places filled."""
    chosen = INDONESIAN.get(sentence, sentence) if _language[0] == "id" else sentence
    return chosen.format(**values) if values else chosen
