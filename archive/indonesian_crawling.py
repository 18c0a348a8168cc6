"""The Indonesian of crawling and sweeping. Part of archive.indonesian."""

from __future__ import annotations

CRAWLING: dict[str, str] = {
    "A backfill keeps within the day's budget and ends there; the next one goes on where it was left.":
        "Penelusuran ke belakang berhenti pada anggaran hari itu; yang berikutnya melanjutkan dari sana.",
    "Walk all that the site offers, back to its first article, newest first.":
        "Telusuri semua yang ditawarkan situs, sampai artikel pertamanya, yang terbaru dahulu.",
    "With --backfill: no further back than this.": "Dengan --backfill: tidak lebih jauh dari tanggal ini.",
    "--since says how far back --backfill goes: give both": "--since menentukan sejauh mana --backfill berjalan: berikan keduanya",
    "no site is due ({n} are followed)": "belum ada situs yang waktunya tiba ({n} diikuti)",
    "{free} MB are free for {folder}, and a sweep begins only with {least}: make room (free_megabytes in kliping.toml)":
        "ruang kosong untuk {folder} tinggal {free} MB, perambanan hanya dimulai dengan {least}: longgarkan ruang (free_megabytes di kliping.toml)",
    "cron line": "baris cron",
    "this archive is swept by itself": "arsip ini dirambani dengan sendirinya",
    "not needed yet": "belum diperlukan",
    "none found for this user": "tidak ditemukan untuk pengguna ini",
}  # fmt: skip
