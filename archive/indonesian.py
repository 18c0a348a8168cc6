"""The Indonesian of everything that commands say, by the English sentence. Places in braces stand in both."""

from __future__ import annotations

from archive.indonesian_crawling import CRAWLING
from archive.indonesian_exports import EXPORTS
from archive.indonesian_memory import MEMORY
from archive.indonesian_room import ROOM
from archive.indonesian_search import SEARCH
from archive.indonesian_watch import WATCH

INDONESIAN: dict[str, str] = {
    **CRAWLING,
    **EXPORTS,
    **MEMORY,
    **ROOM,
    **SEARCH,
    **WATCH,
    # Answers
    "{n} articles": "{n} artikel",
    "one article": "satu artikel",
    "no article answers that": "tidak ada artikel yang cocok",
    "{n} articles; page {page} of {pages}": "{n} artikel; halaman {page} dari {pages}",
    "the search index is made anew: {done} of {total} articles; it may be stopped and goes on":
        "indeks pencarian dibuat ulang: {done} dari {total} artikel; boleh dihentikan dan akan dilanjutkan",
    "what tells copies is made anew: {done} of {total} articles; where it is stopped it begins again":
        "pengenal salinan dibuat ulang: {done} dari {total} artikel; bila dihentikan, diulang dari awal",
    "{n} more may answer: their pages tell no date of publication":
        "{n} lagi mungkin cocok: halamannya tidak menyebut tanggal terbit",
    "only the first {n} words were searched for": "hanya {n} kata pertama yang dicari",
    "{field}: is no field (fields: {known})": "{field}: bukan bidang (yang ada: {known})",
    "no open issue": "tidak ada masalah terbuka",
    "no run yet": "belum ada perambanan",
    "{n} findings": "{n} temuan",
    "everything is as it was kept": "semua masih seperti saat disimpan",
    "it stands alone: no other article carries its words":
        "berdiri sendiri: tidak ada artikel lain dengan kata-kata ini",
    "nothing changed": "tidak ada yang berubah",
    # Help
    "Usage: ": "Pemakaian: ",
    "Options": "Opsi",
    "Begin": "Memulai",
    "Crawl": "Merambah",
    "Ask": "Bertanya",
    "Decide": "Memutuskan",
    "Preserve": "Merawat",
    "Read pages": "Membaca halaman",
    "More": "Lainnya",
    "Show this message and exit.": "Tampilkan pesan ini.",
    "see all of it work on an invented press": "lihat semuanya bekerja pada pers rekaan",
    "begin an archive": "mulai sebuah arsip",
    "crawl what you follow (from cron)": "rambah yang diikuti (dari cron)",
    "ask": "tanya",
    "{name} is missing: see --help": "{name} belum disebut: lihat --help",
    "there is no option {name}: see --help": "tidak ada opsi {name}: lihat --help",
    "there is no command {name}; there are: {known}": "tidak ada perintah {name}; yang ada: {known}",
    # An article
    "published": "terbit",
    "no publication date": "tanpa tanggal terbit",
    "people": "penulis",
    "dateline": "asal berita",
    "credit": "sumber",
    "places": "tempat",
    "section": "rubrik",
    "event dates": "tgl peristiwa",
    "site": "situs",
    "address": "alamat",
    "also at": "juga di",
    "status": "keadaan",
    "first seen": "pertama dilihat",
    "last seen": "terakhir dilihat",
    "story": "cerita",
    "record": "rekaman",
    "id": "id",
    "evidence": "bukti",
    "lines left out": "baris yang tidak diambil",
    "revision {n}": "revisi {n}",
    "revision {n} of {all}": "revisi {n} dari {all}",
    "revision {a} ({from_}) → {b} ({to})": "revisi {a} ({from_}) → {b} ({to})",
    "figures that changed": "angka yang berubah",
    "names that changed": "nama yang berubah",
    "shares {share} % of the shorter text": "{share} % dari teks yang lebih pendek sama",
    "because": "karena",
    "last found {found}, missed since {missed}": "terakhir ada {found}, tidak ada sejak {missed}",
    "… {n} looks found the same": "… {n} kali dilihat, tetap sama",
    "cut off, or still at work": "terputus, atau masih bekerja",
    # Words that rows hold
    "new": "baru",
    "revised": "berubah",
    "unchanged": "tetap",
    "alias": "alias",
    "flapping": "berganti-ganti",
    "gone": "dihapus",
    "quarantined": "dikarantina",
    "present": "ada",
    "missing": "tidak ditemukan",
    "origin": "sumber asli",
    "repost": "muat ulang",
    "copy": "salinan",
    "press release": "siaran pers",
    "rewrite": "tulisan ulang",
    "update": "pembaruan",
    "another article credits it": "artikel lain menyebutnya sebagai sumber",
    "its dateline names its own outlet": "asal beritanya menyebut medianya sendiri",
    "it was published first": "terbit paling awal",
    "it is the longest": "paling panjang",
    "it credits the origin": "menyebut sumber aslinya",
    "it has the same words": "kata-katanya sama",
    "finished": "selesai",
    "interrupted": "dihentikan",
    "failed": "gagal",
    "at its limit": "sampai batas",
    "unreachable": "tak terjangkau",
    "open": "terbuka",
    "closed": "ditutup",
    "requests": "permintaan",
    "pages": "halaman",
    "issues": "masalah",
    # What cannot be done, and what to do
    "unknown": "tidak diketahui",
    "another crawl of {folder} is at work (process {process}, since {since})":
        "perambanan lain sedang bekerja di {folder} (proses {process}, sejak {since})",
    "there is no archive in {folder}: begin one with `kliping init`, or see `kliping demo`":
        "tidak ada arsip di {folder}: mulailah dengan `kliping init`, atau lihat `kliping demo`",
    "the archive cannot be read ({error}): see `kliping verify` and `kliping doctor`":
        "arsip tidak dapat dibaca ({error}): lihat `kliping verify` dan `kliping doctor`",
    "no article {asked}: give an id ({n} letters or more of it) or an address; `kliping search` finds both":
        "tidak ada artikel {asked}: berikan id ({n} huruf atau lebih) atau alamat; keduanya ditemukan `kliping search`",
    "{asked} begins several ids: {ids}; give more of it": "{asked} adalah awal beberapa id: {ids}; tulis lebih panjang",
    "nothing was read of {article}": "tidak ada yang terbaca dari {article}",
    "{article} has one wording only: nothing to compare": "{article} hanya punya satu versi teks: tidak ada bandingannya",
    "{article} has the revisions {known}": "{article} punya revisi {known}",
    "that is {n} characters long; {most} are the most that is searched for":
        "panjangnya {n} huruf; paling banyak {most} yang dicari",
    "say also what to search for: only words to leave out were typed":
        "tulis juga apa yang dicari: baru kata yang dikecualikan yang diketik",
    'type words to search for, for example: bupati "jalan rusak" tanggal:2020-02':
        'ketik kata yang dicari, misalnya: bupati "jalan rusak" tanggal:2020-02',
    "OR joins words with words, or dates with dates: ask the two one after the other":
        "OR menggabungkan kata dengan kata, atau tanggal dengan tanggal: tanyakan satu per satu",
    "a star stands at the end of a word: penggali*": "bintang ditulis di akhir kata: penggali*",
    "{word}* is too short: give {n} letters or more before the star":
        "{word}* terlalu pendek: tulis {n} huruf atau lebih sebelum bintang",
    "status:{word} is not known; use status:dihapus, status:berubah or status:salinan":
        "status:{word} tidak dikenal; pakai status:dihapus, status:berubah atau status:salinan",
    "{text!r} is no date; write tanggal:2020-02 or tanggal:2020-02-01..2020-03":
        "{text!r} bukan tanggal; tulis tanggal:2020-02 atau tanggal:2020-02-01..2020-03",
    "{text} runs backwards: write the earlier date first": "{text} terbalik: tulis tanggal yang lebih awal dahulu",
    "there is no such date as {text}": "tanggal {text} tidak ada",
    "that cannot be searched for ({error}); put the words in quotes":
        "itu tidak dapat dicari ({error}); tulis kata-katanya di antara tanda kutip",
    "{contact} is neither a mail address nor a web page": "{contact} bukan alamat surel dan bukan halaman web",
    "nobody is asked for pages anonymously ({strangers}): say who you are with `kliping init --contact YOU@EXAMPLE.ORG`":
        "halaman tidak diminta tanpa nama ({strangers}): sebutkan diri Anda dengan `kliping init --contact ANDA@EXAMPLE.ORG`",
    "there is no site {name}{hint}; see `kliping sites`": "tidak ada situs {name}{hint}; lihat `kliping sites`",
    " (did you mean {name}?)": " (maksud Anda {name}?)",
    "is not there, but the site is followed: put it into {folder}, or `kliping unfollow {name}`":
        "tidak ada, padahal situsnya diikuti: taruh di {folder}, atau `kliping unfollow {name}`",
    "name a file or an address, or give --batch -": "sebutkan berkas atau alamat, atau berikan --batch -",
    "{page} is no web address": "{page} bukan alamat web",
    "line {n}: {error}": "baris {n}: {error}",
    "there is no evidence for {field}; there is for: {known}": "tidak ada bukti untuk {field}; yang ada: {known}",
    "the answer was status {status}": "jawabannya status {status}",
    "nothing came": "tidak ada jawaban",
    "{folder} holds something that is no demo archive; name another folder with --archive":
        "{folder} berisi sesuatu yang bukan arsip demo; sebutkan folder lain dengan --archive",
    # Crawling
    "wrote {path}": "{path} ditulis",
    "put this line into your crontab (crontab -e):": "masukkan baris ini ke crontab Anda (crontab -e):",
    "follow a site next: kliping follow suarajarmas": "lalu ikuti sebuah situs: kliping follow suarajarmas",
    "no site is followed: kliping follow suarajarmas": "belum ada situs yang diikuti: kliping follow suarajarmas",
    "{site} is followed": "{site} diikuti",
    "{site} was followed already": "{site} sudah diikuti",
    "{site} is not followed any more": "{site} tidak diikuti lagi",
    "{site} was not followed": "{site} memang tidak diikuti",
    "{n} open issues": "{n} masalah terbuka",
    "asking …": "bertanya …",
    "{n} sites": "{n} situs",
    "{of}: {new} new, {revised} revised, {gone} gone, {quarantined} quarantined, {requests} requests":
        "{of}: {new} baru, {revised} berubah, {gone} dihapus, {quarantined} dikarantina, {requests} permintaan",
    "a person is needed: see `kliping issues`": "perlu dilihat orang: `kliping issues`",
    # Reading
    "not an article": "bukan artikel",
    "cannot be read": "tidak terbaca",
    "the text goes on at": "teks berlanjut di",
    "{n} words": "{n} kata",
    # Doctor
    "all is well": "semua baik",
    "to be mended": "ada yang perlu diperbaiki",
    "Kliping needs Python 3.11 or newer": "Kliping memerlukan Python 3.11 atau lebih baru",
    "not installed": "tidak terpasang",
    "pip install {name}": "pip install {name}",
    "others have faults that matter here: pip install '{wanted}'":
        "versi lain punya cacat yang berarti di sini: pip install '{wanted}'",
    "{version}: write-ahead log": "{version}: write-ahead log",
    "{version}: rollback journal, since its write-ahead log can lose pages":
        "{version}: rollback journal, sebab write-ahead log-nya dapat kehilangan halaman",
    "readers wait while a sweep writes; pip install pysqlite3 brings a later SQLite where it has a wheel":
        "pembaca menunggu selama sweep menulis; pip install pysqlite3 membawa SQLite yang lebih baru bila tersedia",
    "reading processes": "proses pembaca",
    "they start, read, and are limited": "dapat mulai, membaca, dan dibatasi",
    "no page can be read before this is mended": "tidak ada halaman yang terbaca sebelum ini diperbaiki",
    "archive": "arsip",
    "none in {folder} yet": "belum ada di {folder}",
    "{folder}: {n} articles": "{folder}: {n} artikel",
    "schema {schema}, this program knows {latest}": "skema {schema}, program ini mengenal {latest}",
    "it was written by a later Kliping: install that": "ditulis oleh Kliping yang lebih baru: pasanglah itu",
    "see `kliping verify`": "lihat `kliping verify`",
    "file system": "sistem berkas",
    "on a disk of this machine": "di cakram mesin ini",
    "on a disk of another machine": "di cakram mesin lain",
    "SQLite's locks do not hold over a network: keep the archive on a local disk":
        "kunci SQLite tidak berlaku lewat jaringan: simpan arsip di cakram mesin ini",
    "free space": "ruang kosong",
    "below 1 GB a sweep may end with exit code 3: make room":
        "di bawah 1 GB sweep dapat berakhir dengan kode 3: sediakan ruang",
    "clock": "jam",
    "{now}, but a capture is of {newest}": "{now}, padahal ada rekaman dari {newest}",
    "captures would bear false instants: set the clock (timedatectl)":
        "rekaman akan bertanggal salah: setel jam (timedatectl)",
    "contact": "kontak",
    "nobody": "belum ada",
    "mend kliping.toml": "perbaiki kliping.toml",
    "sites": "situs",
    "mend that file: nothing is crawled before": "perbaiki berkas itu: sebelumnya tidak ada yang dirambah",
    "crawl lock": "kunci rambah",
    "free": "bebas",
    "held by process {process}": "dipegang proses {process}",
    "cannot be taken": "tidak dapat diambil",
    "this user cannot write to {folder}: chown it": "pengguna ini tidak dapat menulis di {folder}: jalankan chown",
    # The demo
    "{n} invented papers on this machine: {names}": "{n} media rekaan di mesin ini: {names}",
    "Edition {n} of {all}, {day}": "Edisi {n} dari {all}, {day}",
    "kept": "disimpan",
    "{n} requests": "{n} permintaan",
    "… and {n} more": "… dan {n} lagi",
    "An edited article": "Artikel yang diubah",
    "A repost, its origin, and the line that proves it": "Muat ulang, sumber aslinya, dan baris buktinya",
    "A deletion noticed": "Penghapusan yang diketahui",
    "A gambling page, quarantined": "Halaman judi, dikarantina",
    "A search": "Pencarian",
    "The report": "Laporan",
    "{n} seconds": "{n} detik",
    "The archive stays in {folder}. Type next:": "Arsip tetap ada di {folder}. Selanjutnya ketik:",
    # Help
    "The memory of regional news: crawl small newspapers, keep every wording, ask the archive.":
        "Ingatan berita daerah: merambah koran kecil, menyimpan setiap versi teks, menjawab pertanyaan.",
    "Print the version of Kliping.": "Cetak versi Kliping.",
    "The archive's folder [default: $KLIPING_ARCHIVE, else ./kliping-archive].":
        "Folder arsip [bawaan: $KLIPING_ARCHIVE, atau ./kliping-archive].",
    "Messages in English or Indonesian [default: the locale's].":
        "Pesan dalam bahasa Inggris atau Indonesia [bawaan: menurut locale].",
    "Print JSON instead.": "Cetak JSON.",
    "Search the archive.": "Cari di arsip.",
    'Words, "phrases", -not, OR, NEAR(a b, 5), beginnings*, and fields.':
        'Kata, "frasa", -bukan, OR, NEAR(a b, 5), awalan*, dan bidang.',
    "Newest first instead of best first.": "Terbaru dahulu, bukan terbaik dahulu.",
    "Hits a page.": "Jumlah per halaman.",
    "Which page of hits.": "Halaman ke berapa.",
    "Print the statement that answers, for sqlite3.": "Cetak perintah SQL yang menjawab, untuk sqlite3.",
    "Show an article: its fields and its text.": "Tampilkan artikel: bidang dan teksnya.",
    "ARTICLE is an id (four letters or more of it) or an address.":
        "ARTICLE adalah id (empat huruf awalnya atau lebih) atau alamat.",
    "For each field: what found it, and every line left out.":
        "Untuk tiap bidang: apa yang menemukannya, dan setiap baris yang tidak diambil.",
    "An earlier wording, by its number.": "Versi teks sebelumnya, menurut nomornya.",
    "The life of an article, look by look.": "Riwayat artikel, setiap kali dilihat.",
    "The words that changed between two wordings.": "Kata yang berubah antara dua versi teks.",
    "The last two, or those of the revisions BEFORE and AFTER. Figures and names that changed come first.":
        "Dua yang terakhir, atau revisi BEFORE dan AFTER. Angka dan nama yang berubah disebut dahulu.",
    "The whole text, not only what is about the changes.": "Seluruh teks, bukan hanya sekitar perubahannya.",
    "Who carried the same words, and the proof.": "Siapa memuat kata-kata yang sama, dan buktinya.",
    "Closed ones too.": "Termasuk yang sudah ditutup.",
    "Only this site's.": "Hanya dari situs ini.",
    "Rows at most.": "Baris paling banyak.",
    "The latest runs: what each site's crawl brought.": "Perambanan terakhir: apa yang didapat dari tiap situs.",
    "Check every record and row against its digest.": "Periksa setiap rekaman dan baris dengan sidiknya.",
    "Exit code 1 where one is not right, with file and offset.":
        "Kode keluar 1 bila ada yang tidak cocok, dengan berkas dan letaknya.",
    "Begin an archive: say who is asking.": "Mulai sebuah arsip: sebutkan siapa yang meminta.",
    "Writes kliping.toml into the archive's folder and prints the line for cron.":
        "Menulis kliping.toml di folder arsip dan mencetak baris untuk cron.",
    "A mail address or web page that webmasters may write to.":
        "Alamat surel atau halaman web yang dapat dihubungi pengelola situs.",
    "Why: kept with the act.": "Alasannya: disimpan bersama tindakan ini.",
    "The sites that can be crawled.": "Situs yang dapat dirambah.",
    "Only the sites that sweeps ask.": "Hanya situs yang diminta sweep.",
    "Crawl the sites named, now.": "Rambah situs yang disebut, sekarang.",
    "Print only the summary.": "Cetak ringkasan saja.",
    "Crawl every followed site that is due: safe for cron.": "Rambah situs yang diikuti dan sudah waktunya, dari cron.",
    "One line of summary, and a JSON report in the archive's folder `reports`. A second sweep ends at once.":
        "Satu baris ringkasan, dan laporan JSON di folder `reports` arsip. Sweep kedua langsung berakhir.",
    "Exit codes: 0 done, 3 no space, 4 configuration, 9 every site failed, 10 a site needs a person, 11 stopped by a signal, 13 ended at once by a second one, 15 time is up, 18 every host asked for a pause, 75 another crawl is at work.":
        "Kode keluar: 0 selesai, 3 ruang habis, 4 konfigurasi, 9 semua situs gagal, 10 ada situs yang perlu orang, 11 dihentikan sinyal, 13 diakhiri seketika oleh sinyal kedua, 15 waktu habis, 18 semua situs meminta jeda, 75 perambanan lain sedang bekerja.",
    "Print each article as it is kept.": "Cetak setiap artikel saat disimpan.",
    # Doubts of a reading
    "the printed weekday is not the date's": "hari yang tercetak bukan hari tanggal itu",
    "the date lies after the look": "tanggal sesudah saat dilihat",
    "the year is far from the article's, or no web page is that old":
        "tahunnya jauh dari tahun artikel, atau tak ada halaman web setua itu",
    "no year is printed": "tahun tidak tercetak",
    "the year is printed with two digits": "tahun tercetak dua angka",
    "the month is printed before the day": "bulan tercetak sebelum hari",
    "printed as time passed (2 jam yang lalu), counted back from the look":
        "tercetak sebagai waktu yang lewat (2 jam yang lalu), dihitung mundur dari saat dilihat",
    "no zone is printed: the outlet's is taken": "zona tidak tercetak: dipakai zona media",
    "the site's clock was left at UTC: an instant that somebody typed may be hours off":
        "jam situs dibiarkan UTC: saat yang diketik orang bisa meleset berjam-jam",
    "a date of the Hijri calendar stands beside it": "di sampingnya ada tanggal Hijriah",
    "the page's data disagree on the day: the one that is printed is believed":
        "data halaman berbeda hari: yang tercetak dipercaya",
    "the page prints only when it was last changed: it was published then or before": "yang tercetak hanya saat terakhir diubah: terbitnya saat itu atau sebelumnya",
    "the page prints another day than all of its data say": "hari yang tercetak lain dari semua datanya",
    "something in the bytes cannot be read to its end": "ada bagian yang tidak terbaca sampai akhir",
    "the page is larger than is read": "halaman lebih besar daripada yang dibaca",
    "bytes of zero were taken out": "bita nol dibuang",
    "a comment never ends: what follows is read, browsers hide it":
        "komentar tak pernah ditutup: lanjutannya dibaca, peramban menyembunyikannya",
    "a script never ends: what follows is read, browsers hide it":
        "skrip tak pernah ditutup: lanjutannya dibaca, peramban menyembunyikannya",
    "a style never ends: what follows is read, browsers hide it":
        "gaya tak pernah ditutup: lanjutannya dibaca, peramban menyembunyikannya",
    "text stands behind the page's end": "ada teks sesudah akhir halaman",
    "a tag has more than a thousand attributes": "satu tag beratribut lebih dari seribu",
    "read by the second parser, the first would have lost text":
        "dibaca pengurai kedua, yang pertama akan kehilangan teks",
    "the page names another encoding than it has": "halaman menyebut penyandian yang bukan miliknya",
    "nobody names the encoding": "penyandian tidak disebut siapa pun",
    "some bytes are no letters in the page's encoding": "sebagian bita bukan huruf dalam penyandian halaman",
    "somebody decoded the text wrongly before it was published": "teks salah disandikan sebelum terbit",
    "letters were lost before the text was published": "ada huruf yang hilang sebelum teks terbit",
    "promotion was put into the page; it is left out": "ada promosi yang disisipkan ke halaman; tidak diikutkan",
    "a further page only repeated the text": "halaman lanjutan hanya mengulang teks",
    "the text goes on where it could not be fetched": "teks berlanjut di halaman yang tidak dapat diambil",
    "more was left out than is shown here": "yang tidak diikutkan lebih banyak daripada yang ditunjukkan",
    "the page names the front page as its address": "halaman menyebut beranda sebagai alamatnya",
    "the page names an address of another host as its own": "halaman menyebut alamat host lain sebagai miliknya",
    "doubts": "keraguan",
    "zone from": "zona dari",
    "initials": "inisial",
    "yes": "ya",
    "Record a page and its reading as the truth for the tests.":
        "Rekam satu halaman dan bacaannya sebagai kebenaran untuk uji.",
    "Look at the reading first (`kliping read`): what is accepted is what every later reader must say. A recording that is there already is read again, what changed is shown, and the new reading is accepted.":
        "Lihat dulu bacaannya (`kliping read`): yang diterima harus dikatakan setiap pembaca kemudian. Rekaman yang sudah ada dibaca lagi, yang berubah ditunjukkan, dan bacaan baru diterima.",
    "Exit codes: 0 accepted, or all as accepted; 1 with --check, where something is read otherwise.":
        "Kode keluar: 0 diterima, atau semua seperti diterima; 1 dengan --check, bila ada yang dibaca lain.",
    "The folder of recordings.": "Folder rekaman.",
    "Where the recording goes: folder and name.": "Tempat rekaman: folder dan nama.",
    "A further page of the same text.": "Halaman lanjutan dari teks yang sama.",
    "Write nothing: say which recordings are read otherwise now.":
        "Jangan tulis apa pun: sebutkan rekaman yang kini dibaca lain.",
    "name a file, an address or a recording, or give --check":
        "sebutkan berkas, alamat, atau rekaman, atau beri --check",
    "say where it goes: --name PLATFORM/NAME, letters, figures and hyphens":
        "sebutkan tempatnya: --name PLATFORM/NAMA, huruf, angka, dan tanda hubung",
    "accepted: {path}": "diterima: {path}",
    "{n} recordings are read as they were accepted": "{n} rekaman dibaca seperti saat diterima",
    "Read one page and show every field with its evidence.": "Baca satu halaman; setiap bidang dengan buktinya.",
    "A saved file or a web address; pages that try to kill their reader only lose it. Nothing is kept.":
        "Berkas tersimpan atau alamat web; halaman yang mematikan pembacanya tidak mengganggu. Tidak ada yang disimpan.",
    "JSON lines of {id, file, url}; - for standard input. Prints a JSON line for each.":
        "Baris JSON {id, file, url}; - untuk masukan standar. Mencetak satu baris JSON untuk masing-masing.",
    "The address that a saved file came from.": "Alamat asal berkas yang tersimpan.",
    "Read as a page of this site.": "Baca sebagai halaman situs ini.",
    "Read it as an article, whatever it looks like; a batch does so beside its judgement.": "Dibaca sebagai artikel, apa pun rupanya; pada senarai hal itu dilakukan di samping penilaiannya.",
    "Only this field's evidence.": "Hanya bukti bidang ini.",
    "Processes that read a batch.": "Jumlah proses yang membaca.",
    "Crawl four editions of an invented press on loopback.": "Rambah empat edisi pers rekaan di mesin ini.",
    "What is kept of it is shown as an archivist would see it; nothing leaves this machine. The archive stays in ./kliping-demo unless --archive names another folder.":
        "Yang disimpan ditampilkan seperti dilihat arsiparis; tidak ada yang keluar dari mesin ini. Arsip ada di ./kliping-demo kecuali --archive menyebut folder lain.",
    "Check this machine and this archive.": "Periksa mesin ini dan arsip ini.",
    "Says what to do. Exit code 1 where something must be mended.":
        "Memberi tahu apa yang harus dilakukan. Kode keluar 1 bila ada yang perlu diperbaiki.",
}  # fmt: skip
