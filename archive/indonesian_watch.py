"""The Indonesian of following, adding and watching sites. Part of archive.indonesian."""

from __future__ import annotations

WATCH: dict[str, str] = {
    # Following
    "Follow sites: from now on every sweep asks them.": "Ikuti situs: mulai kini setiap perambanan menanyainya.",
    "Follow sites no more; what was kept stays.": "Berhenti mengikuti situs; yang tersimpan tetap ada.",
    "Withdraw from a host: nothing is asked of it any more.": "Mundur dari sebuah host: tidak ada lagi yang diminta darinya.",
    "Whatever site it belongs to is not followed any more, and no command asks it. What was kept stays.":
        "Situs pemiliknya tidak diikuti lagi, dan tidak ada perintah yang menanyainya. Yang tersimpan tetap ada.",
    "Why, and who asked for it: kept with the act.": "Alasannya, dan siapa yang meminta: disimpan bersama keputusan.",
    "It may be asked again.": "Boleh ditanyai lagi.",
    "{host} is no host; suarajarmas.com would be one": "{host} bukan host; contohnya suarajarmas.com",
    "{host} may be asked again: kliping follow SITE": "{host} boleh ditanyai lagi: kliping follow SITE",
    "{host} is not asked any more; what was kept of it stays": "{host} tidak ditanyai lagi; yang tersimpan tetap ada",
    "nothing is asked of {host} any more; `kliping forget {host} --undo` would take that back":
        "tidak ada lagi yang diminta dari {host}; `kliping forget {host} --undo` membatalkannya",
    "Bundled sites, and your own in the archive's folder `sites`, with what is held of each. A star marks what is followed, a cross what was forgotten.":
        "Situs bawaan dan situs Anda sendiri di folder `sites` arsip, dengan isi masing-masing. Bintang menandai yang diikuti, silang yang dilupakan.",
}  # fmt: skip
