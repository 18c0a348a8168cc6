"""The Indonesian of what is said of searches, by the English sentence."""

from __future__ import annotations

SEARCH: dict[str, str] = {
    "cerita:{word} is no story; write four letters or more of its id":
        "cerita:{word} bukan cerita; tulis empat huruf atau lebih dari id-nya",
    "{n} of them have the words in other forms only; --tepat leaves them out":
        "{n} di antaranya memuat bentuk lain dari kata itu; --tepat mengecualikannya",
    "more than {n} answer: those with the words in the headline come first, the newest of them":
        "lebih dari {n} cocok: yang memuat kata itu di judul didahulukan, mulai dari yang terbaru",
}  # fmt: skip
