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
    # Adding a site
    "Look at a site and write its description for you to look over.": "Lihat sebuah situs dan tulis gambarannya.",
    "Asks robots.txt, the front page, what lists articles, two addresses that cannot be there and five articles: at most 25 requests in four minutes. Writes sites/NAME.toml and recordings/NAME into the archive's folder. What could not be seen is named in sites/NAME.toml.draft, which no crawl reads: exit code 10.":
        "Meminta robots.txt, halaman depan, daftar-daftar artikel, dua alamat yang mustahil ada, dan lima artikel: paling banyak 25 permintaan dalam empat menit. Menulis sites/NAME.toml dan recordings/NAME di folder arsip. Yang tidak terlihat disebut di sites/NAME.toml.draft, yang tidak dibaca perambanan: kode keluar 10.",
    "What it is to be called; by its host if left out.": "Namanya; menurut host bila tidak diisi.",
    "The clock of its province, where its pages do not tell.": "Zona waktu provinsinya, bila halamannya tidak menyebut.",
    "{site} is described already; see `kliping sites`": "{site} sudah digambarkan; lihat `kliping sites`",
    "{name} is no name of a site: small letters, digits and hyphens": "{name} bukan nama situs: huruf kecil, angka, dan tanda hubung",
    "look it over, then: kliping follow {site}": "periksa dulu, lalu: kliping follow {site}",
    "fill in what is missing and take .draft off its name": "isi yang kurang, lalu hapus .draft dari namanya",
    # Watching
    "What a person must look at, newest first.": "Yang perlu dilihat orang, terbaru dahulu.",
    "Close, reopen or note some by the beginning of their ids.":
        "Tutup, buka lagi, atau beri catatan menurut awal id-nya.",
    "name the issues by the beginning of their ids, and for a note give --note":
        "sebut masalahnya dengan awal id, dan untuk catatan beri --note",
    "{asked} is the beginning of no one issue's id": "{asked} bukan awal id satu masalah",
    "How each site is.": "Keadaan setiap situs.",
    "Healthy, ill, blocked, challenged, compromised, parked or gone.":
        "Sehat, sakit, diblokir, ditantang, disusupi, diparkir, atau hilang.",
    "Exit code 10 where a followed site is not healthy.": "Kode keluar 10 bila situs yang diikuti tidak sehat.",
    "last run {run}, last new article {new}": "rambahan terakhir {run}, artikel baru terakhir {new}",
    "Whether nothing was published, or missed.": "Tidak terbit, atau kita yang melewatkannya.",
    "Day by day, what became of what a site listed.": "Hari demi hari, nasib yang didaftarkan sebuah situs.",
    "A calendar: the number of articles kept of each day; ! where some are known to be missing, . where nothing was listed, ? where the site was not looked at. What is missing follows, with the reason.":
        "Sebuah kalender: jumlah artikel tersimpan tiap hari; ! bila ada yang diketahui hilang, . bila tidak ada yang didaftarkan, ? bila situs tidak dilihat. Yang hilang menyusul, dengan alasannya.",
    "Mon Tue Wed Thu Fri Sat Sun": "Sen Sel Rab Kam Jum Sab Min",
    ". nothing listed   ? not looked at   ! some missing": ". tidak ada yang terdaftar   ? tidak dilihat   ! ada yang hilang",
    "How many weeks back.": "Berapa minggu ke belakang.",
    "{site} was never crawled; see `kliping sites`": "{site} belum pernah dirambah; lihat `kliping sites`",
    "listed {listed}, fetched {fetched}, kept {kept}, missing {missing}":
        "terdaftar {listed}, diambil {fetched}, tersimpan {kept}, hilang {missing}",
    "{n} refused": "{n} ditolak",
    "What was asked of a site, when and how often.": "Apa yang diminta dari sebuah situs, dan kapan.",
    "A text to send to its webmaster. Where nothing was asked lately, the days end with the last request.":
        "Teks untuk pengelolanya. Bila belakangan tidak ada yang diminta, harinya dihitung sampai permintaan terakhir.",
    "How many days back.": "Berapa hari ke belakang.",
    "Requests of Kliping to {hosts}": "Permintaan Kliping kepada {hosts}",
    "From {begin} to {end}, who asks: {contact}": "Dari {begin} sampai {end}, yang meminta: {contact}",
    "{n} requests, {size} bytes": "{n} permintaan, {size} bita",
    "shortest pause between two requests to one host: {seconds} s": "jeda terpendek antara dua permintaan ke satu host: {seconds} dtk",
    "robots.txt was read last at {at}, status {status}": "robots.txt terakhir dibaca {at}, status {status}",
    "for what: {counts}": "untuk apa: {counts}",
    "answers: {counts}": "jawaban: {counts}",
}  # fmt: skip
