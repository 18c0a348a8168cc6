"""The Indonesian of what is said of exports, by the English sentence."""

from __future__ import annotations

EXPORTS: dict[str, str] = {
    "parquet needs pyarrow: pip install 'kliping[parquet]'": "parquet memerlukan pyarrow: pip install 'kliping[parquet]'",
    "{target} is there already: name another with --output, or --force":
        "{target} sudah ada: sebut yang lain dengan --output, atau pakai --force",
    "all articles": "semua artikel",
    "--delimiter is one character": "--delimiter hanya satu huruf",
    "{n} rows in {target}": "{n} baris di {target}",
    "{n} articles are left out: {reason}": "{n} artikel tidak disertakan: {reason}",
    "{n} rows hold more than a cell can: see the manifest": "{n} baris lebih panjang daripada satu sel: lihat manifes",
    "{n} records are damaged and left out: see `kliping verify`": "{n} rekaman rusak dan tidak disertakan: lihat `kliping verify`",
    "beside it: {manifest} and {dictionary}": "di sebelahnya: {manifest} dan {dictionary}",
    "writing": "menulis",
    "nothing of {target} is written: the same command begins it anew":
        "tidak ada bagian dari {target} yang ditulis: perintah yang sama memulainya lagi",
    "no space left in {folder} to write {name}: nothing of it stays there; make room, or name another place with --output":
        "tidak ada ruang lagi di {folder} untuk menulis {name}: tidak ada yang tersisa di sana; kosongkan ruang, atau sebut tempat lain dengan --output",
    "Where to write [default: kliping-export, with the format's ending].":
        "Ke mana ditulis [bawaan: kliping-export, dengan akhiran formatnya].",
    "Replace what is there.": "Ganti yang sudah ada.",
    "Leave out what is not for everybody: withdrawn, restricted, embargoed, minors, reserved.":
        "Tanpa yang bukan untuk umum: ditarik, dibatasi, diembargo, anak di bawah umur, dicadangkan.",
    "One row for every wording, not only the latest.": "Satu baris untuk setiap versi teks, bukan hanya yang terakhir.",
    "What parts the cells of a CSV.": "Pemisah sel CSV.",
    "Begin a CSV with a byte order mark, which Excel wants.": "Awali CSV dengan tanda urutan bita, seperti diminta Excel.",
    "Leave cells of a CSV that a spreadsheet takes for formulas as they are.":
        "Biarkan sel CSV yang dianggap rumus oleh lembar kerja apa adanya.",
    "Take articles away as a file.": "Ambil artikel sebagai berkas.",
    "Those that answer QUERY (as `kliping search` understands it), else all. One row an article, with its latest wording. Beside the file come a manifest (question, counts, what was left out and why, digests) and a dictionary of the columns.":
        "Yang cocok dengan QUERY (seperti `kliping search`), atau semuanya. Satu baris per artikel, dengan teks terakhirnya. Di sebelah berkas ada manifes (pertanyaan, jumlah, apa yang tidak disertakan dan mengapa, sidik) dan kamus kolom.",
}  # fmt: skip
