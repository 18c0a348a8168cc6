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
    "ended at once": "diakhiri seketika",
    "there is no sendmail on this machine, so mail_to in kliping.toml reaches nobody":
        "tidak ada sendmail di mesin ini, jadi mail_to di kliping.toml tidak sampai ke siapa pun",
    "Kliping: a person is needed ({sites})": "Kliping: perlu orang ({sites})",
    "Kliping: a trial of telling": "Kliping: percobaan pemberitahuan",
    "More: `kliping health`, `kliping issues`, `kliping coverage SITE`.":
        "Selengkapnya: `kliping health`, `kliping issues`, `kliping coverage SITUS`.",
    "{program} could not tell the report: {why}": "{program} gagal menyampaikan laporan: {why}",
    "exit code {n}": "kode keluar {n}",
    "report": "laporan",
    "by cron's own mail and `kliping issues` alone": "hanya lewat surat cron sendiri dan `kliping issues`",
    "there is no program {name}": "tidak ada program {name}",
    "mend [report] in kliping.toml": "perbaiki [report] di kliping.toml",
    "install one (msmtp-mta, postfix), or name a command in [report]":
        "pasang salah satu (msmtp-mta, postfix), atau sebut sebuah perintah di [report]",
    "trial of telling": "percobaan pemberitahuan",
    "[report] in kliping.toml names nobody": "[report] di kliping.toml tidak menyebut siapa pun",
    "done": "selesai",
    "Send a trial by the command and the mail of [report] in kliping.toml.":
        "Kirim percobaan lewat perintah dan surat di [report] pada kliping.toml.",
}  # fmt: skip
