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
    # Proof, citing, rebuilding
    "nothing was kept of {article} at {instant}": "tidak ada yang tersimpan dari {article} pada {instant}",
    "Make the archive again from its WARC files.": "Buat ulang arsip dari berkas WARC-nya.",
    "The WARC files hold every fact beside the traffic; all else is derived from them. The archive's folder must not have a database yet.":
        "Berkas WARC menyimpan semua fakta selain lalu lintas; yang lain diturunkan darinya. Folder arsip belum boleh punya basis data.",
    "The folder with the WARC files [default: the archive's own].": "Folder berkas WARC [bawaan: milik arsip ini].",
    "{files} files, {facts} facts, {articles} articles": "{files} berkas, {facts} fakta, {articles} artikel",
    "{n} answers were kept of which nothing was told": "{n} jawaban tersimpan yang belum dicatat",
    "Write a proof that somebody else can check.": "Tulis bukti yang dapat diperiksa orang lain.",
    "A small folder: the record of the latest wording's first look, its path to the sealed root of its day, the chain of roots, a checker, and a page of plain words. A day is sealed by the first sweep after its end.":
        "Folder kecil: rekaman saat versi terakhir pertama dilihat, jalurnya ke akar segel hari itu, rantai akar, pemeriksa, dan penjelasan sederhana. Sebuah hari disegel oleh sapuan pertama sesudahnya.",
    "Where to write it [default: bukti-ID].": "Tempat menulisnya [bawaan: bukti-ID].",
    "ARTICLE is the folder of a proof: check it.": "ARTICLE adalah folder bukti: periksa.",
    "With --check: a chain value that was published elsewhere.": "Dengan --check: nilai rantai yang diumumkan di tempat lain.",
    "the proof is sound": "bukti itu utuh",
    "Cite an article: article and instant of capture.": "Kutip artikel: artikel dan saat tersimpan.",
    "A citation names no revision's number, since that may move; it resolves with `kliping show` for ever.":
        "Kutipan tidak menyebut nomor revisi, karena dapat bergeser; `kliping show` selalu menemukannya.",
    "text, ris, bibtex or csl (JSON for Zotero and pandoc).": "text, ris, bibtex atau csl (JSON untuk Zotero dan pandoc).",
    "Only this wording, by its number today.": "Versi ini saja, dengan nomornya hari ini.",
    "Bring another archive home into this one.": "Satukan arsip lain ke arsip ini.",
    "Its facts are added, its WARC files copied, and what they touch is told anew. The other is only read. Twice is once, and the order does not matter. What a takedown of either side refuses stays away.":
        "Faktanya ditambahkan, berkas WARC-nya disalin, dan yang tersentuh diturunkan lagi. Arsip lain itu hanya dibaca. Dua kali sama dengan sekali, dan urutan tidak berpengaruh. Yang diturunkan di salah satu pihak tetap ditolak.",
    "{facts} new facts, {files} new files, {articles} articles told anew":
        "{facts} fakta baru, {files} berkas baru, {articles} artikel diturunkan lagi",
}  # fmt: skip
