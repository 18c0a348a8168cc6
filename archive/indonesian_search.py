"""The Indonesian of what is said of searches, by the English sentence."""

from __future__ import annotations

SEARCH: dict[str, str] = {
    "cerita:{word} is no story; write four letters or more of its id":
        "cerita:{word} bukan cerita; tulis empat huruf atau lebih dari id-nya",
    "{n} of them have the words in other forms only; --tepat leaves them out":
        "{n} di antaranya memuat bentuk lain dari kata itu; --tepat mengecualikannya",
    "more than {n} answer: those with the words in the headline come first, the newest of them":
        "lebih dari {n} cocok: yang memuat kata itu di judul didahulukan, mulai dari yang terbaru",
    "did you mean: {guess}": "Maksud Anda: {guess}",
    "about ": "sekitar ",
    "outlets": "media",
    "months": "bulan",
    "Print CSV instead.": "Cetak CSV.",
    "The printed words only: no synonyms, no other forms.": "Hanya kata seperti tercetak: tanpa padanan dan bentuk lain.",
    "Longest time to answer.": "Waktu paling lama untuk menjawab, dalam detik.",
    "Ask in SQL.": "Bertanya dengan SQL.",
    "One SELECT on the documented views and tables; it cannot change anything, and is ended where it takes too long.":
        "Satu SELECT pada view dan tabel yang didokumentasikan; tidak dapat mengubah apa pun, dan dihentikan bila terlalu "
        "lama.",
    "only the first {n} rows; --limit gives more": "hanya {n} baris pertama; --limit memberi lebih banyak",
    "that is no question: write one SELECT": "itu bukan pertanyaan: tulis satu SELECT",
    "not done in time: ask for less, or allow more with --seconds":
        "belum selesai pada waktunya: tanyakan lebih sedikit, atau beri waktu dengan --seconds",
    "SQL cannot be answered: {error}": "SQL tidak dapat dijawab: {error}",
    "Complete commands in a shell.": "Melengkapi perintah di shell.",
    "Prints what makes bash, zsh or fish complete commands and options.":
        "Mencetak pelengkap perintah dan opsi untuk bash, zsh, atau fish.",
    "Fields: judul isi penulis tempat media rubrik (title body author place outlet section), tanggal (date), peristiwa "
    "(event), cerita (story), status:dihapus|berubah|salinan.":
        "Bidang: judul isi penulis tempat media rubrik (title body author place outlet section), tanggal (date), "
        "peristiwa (event), cerita (story), status:dihapus|berubah|salinan.",
}  # fmt: skip
