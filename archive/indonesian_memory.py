"""The Indonesian of what the memory says: edits, proof, upkeep, people's decisions. Part of archive.indonesian."""

from __future__ import annotations

MEMORY: dict[str, str] = {
    # Kinds of edit, corrections
    "typo": "salah ketik",
    "figure changed": "angka berubah",
    "name changed": "nama berubah",
    "quotation changed": "kutipan berubah",
    "headline changed": "judul berubah",
    "paragraph added": "paragraf ditambah",
    "paragraph removed": "paragraf dibuang",
    "correction marked": "ralat ditandai",
    "rewritten": "ditulis ulang",
    "correction": "ralat",
    "right of reply": "hak jawab",
    "withdrawal": "pencabutan",
    "what it concerns is not kept": "yang diralat tidak tersimpan",
    "nothing is gone": "tidak ada yang hilang",
    "A page of HTML that needs nothing else.": "Halaman HTML yang berdiri sendiri.",
    "What is not on its site any more.": "Apa yang tidak ada lagi di situsnya.",
    "The last that was missed first. Its text stays readable here, and is withheld from public exports until a person decides.":
        "Yang terakhir hilang di atas. Teksnya tetap terbaca di sini, dan tidak ikut ekspor publik sampai orang memutuskan.",
}  # fmt: skip
