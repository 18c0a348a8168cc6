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
    "{article} was taken down on {day} (ground: {ground}); what was not purged comes back by `kliping reinstate`":
        "{article} diturunkan pada {day} (dasar: {ground}); yang tidak dihapus kembali dengan `kliping reinstate`",
    # What others captured
    "Bring home what others captured: WARC, WACZ, folders of pages.":
        "Bawa pulang rekaman orang lain: berkas WARC dan WACZ, folder halaman tersimpan.",
    "A folder holds one CSV with the columns url, date and file. Each capture names its import: who brought it, when, from which file (with its digest), and that its instant is what that file says. What is here already is left out, so an import that was cut off is simply begun again.":
        "Sebuah folder berisi satu CSV dengan kolom url, date, dan file. Setiap rekaman menyebut asalnya: siapa yang membawanya, kapan, dari berkas mana (beserta sidik digitalnya), dan bahwa waktunya adalah kata berkas itu. Yang sudah ada dilewati, jadi impor yang terputus cukup dimulai lagi.",
    "Pages of hosts that no site describes, too.": "Juga halaman dari host yang tidak diuraikan situs mana pun.",
    "Of a folder's list: hours east of UTC of instants that tell no zone.": "Untuk daftar folder: jam di timur UTC bagi waktu tanpa zona.",
    "Show what would be kept, and keep nothing.": "Tunjukkan apa yang akan disimpan, tanpa menyimpan apa pun.",
    "Whose it is and how it came here: kept with the import.": "Milik siapa dan bagaimana sampai di sini: disimpan bersama impornya.",
    "{path}: {pages} pages, {articles} of them articles; {kept} kept, {again} were here already":
        "{path}: {pages} halaman, {articles} di antaranya artikel; {kept} disimpan, {again} sudah ada",
    "left out": "dilewati",
    "read as no article": "terbaca bukan artikel",
    "--all-hosts takes pages of other hosts too; `kliping add-site` describes a site":
        "--all-hosts mengambil juga halaman host lain; `kliping add-site` menguraikan sebuah situs",
    "the file is damaged: what could be read of it is kept; a whole copy can be imported over it":
        "berkas itu rusak: yang dapat dibaca sudah disimpan; salinan utuhnya dapat diimpor kemudian",
    "reading {path}": "membaca {path}",
    "reading {path}: {pages} pages": "membaca {path}: {pages} halaman",
    "there is no {path}": "{path} tidak ada",
    "{path} is neither a WARC, a WACZ nor a folder of pages": "{path} bukan WARC, WACZ, ataupun folder halaman",
    "{path}: {error}; a folder needs one CSV with the columns url, date and file":
        "{path}: {error}; sebuah folder memerlukan satu CSV dengan kolom url, date, dan file",
    "{path}: {told} tells no zone: say it with --zone (hours east of UTC)":
        "{path}: {told} tidak menyebut zona: sebutkan dengan --zone (jam di timur UTC)",
    "what opens {path} was ended: {error}": "yang membuka {path} terhenti: {error}",
    "damaged": "rusak",
    "no date": "tanpa tanggal",
    "no web address": "bukan alamat web",
    "no such file": "berkasnya tidak ada",
    "too large": "terlalu besar",
    "no HTML": "bukan HTML",
    "not what its digest says": "tidak sesuai sidik digitalnya",
    "host of no site": "host tanpa situs",
    "cannot be kept": "tidak dapat disimpan",
    "no WARC is in it": "tidak ada WARC di dalamnya",
    "repeats a record that is not here": "mengulang rekaman yang tidak ada di sini",
    "the same again": "sama seperti sebelumnya",
    "looks at them": "kunjungan ke halaman itu",
    "looked at when the pages are here": "dilihat setelah halamannya ada di sini",
    "Of pages that are here also those looks come along that found the same again (revisit records), were led elsewhere, or found nothing (404, 410). What is left out is counted, with the reason.":
        "Dari halaman yang ada di sini ikut pula kunjungan yang menemukan hal yang sama (rekaman revisit), yang dialihkan, atau yang tidak menemukan apa-apa (404, 410). Yang dilewati dihitung, beserta alasannya.",
    "no answer of a page": "bukan jawaban halaman",
    "its publisher asks for no copy": "penerbitnya meminta tidak disalin",
    # Single pages
    "Ask for single pages now, and keep them.": "Ambil beberapa halaman sekarang, dan simpan.",
    "With the manners of a crawl: robots.txt, pauses between requests, who is asking. A host that no site describes is kept under its own name. Exit code 4 where nobody is named as contact, 1 where a page could not be kept.":
        "Dengan sopan santun perayapan: robots.txt, jeda antarpermintaan, siapa yang bertanya. Host yang tidak diuraikan situs mana pun disimpan dengan namanya sendiri. Kode keluar 4 bila tiada kontak, 1 bila sebuah halaman tidak dapat disimpan.",
    "Say whose each address is, and ask nobody.": "Sebutkan milik siapa setiap alamat, tanpa bertanya kepada siapa pun.",
    "{n} addresses at a time are enough: for more, describe the site (`kliping add-site`) and crawl it":
        "{n} alamat sekali jalan sudah cukup: selebihnya, uraikan situsnya (`kliping add-site`) lalu rayapi",
    "it leads to {target}: keep that address if it is what you want": "alamat itu mengarah ke {target}: simpan alamat itu bila itu yang dimaksud",
    "its publisher asks for no copy: only that it was there is kept": "penerbitnya meminta tidak disalin: hanya keberadaannya yang disimpan",
    "it is kept, but is read as no article: {reason}": "halaman disimpan, tetapi terbaca bukan artikel: {reason}",
    "not kept": "tidak disimpan",
    "kept": "disimpan",
    # Releasing what was put aside
    "Give the address of a page that was put aside (promotion, or what killed its reader), and it is an article: read again with patience and without the gate, and so at every later look. Where no machine can read it, give its headline and text.":
        "Berikan alamat halaman yang disisihkan (promosi, atau yang mematikan pembacanya), dan halaman itu menjadi artikel: dibaca lagi dengan sabar dan tanpa gerbang, begitu pula pada setiap pengamatan berikutnya. Bila tak ada mesin yang dapat membacanya, berikan judul dan teksnya.",
    "give its headline and text yourself: --title and --text FILE": "berikan sendiri judul dan teksnya: --title dan --text FILE",
    "no article is read at {url} ({why}); {hint}": "tidak ada artikel terbaca di {url} ({why}); {hint}",
    "{url} kills its reader ({why}); {hint}": "{url} mematikan pembacanya ({why}); {hint}",
    "the text given is no article: {error}": "teks yang diberikan bukan artikel: {error}",
    "--title and --text belong together: give both": "--title dan --text berpasangan: berikan keduanya",
    "nothing was put aside at {address}: see `kliping issues`": "tidak ada yang disisihkan di {address}: lihat `kliping issues`",
    "Of an article: its last page that was put aside.": "Dari sebuah artikel: halaman terakhirnya yang disisihkan.",
    "The headline, where no machine can read the page.": "Judulnya, bila tak ada mesin yang dapat membaca halamannya.",
    "A file with the text, paragraphs parted by blank lines (- for standard input).":
        "Berkas berisi teksnya, paragraf dipisah baris kosong (- untuk masukan baku).",
    "brought from elsewhere": "dibawa dari luar",
    "Brought from elsewhere": "Dibawa dari luar",
    "A person reads: {field}": "Menurut orang: {field}",
    "{value} is no day (2020-02-26) and no instant with its offset (2020-02-26T10:00+08:00)":
        "{value} bukan tanggal (2020-02-26) dan bukan waktu dengan selisih zonanya (2020-02-26T10:00+08:00)",
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
    "A small folder: the record of the latest wording's first look, its path to the sealed root of its day, the chain of roots, a checker, and a page of plain words. A day is sealed when it is over: by a sweep, else by this command.":
        "Folder kecil: rekaman saat versi terakhir pertama dilihat, jalurnya ke akar segel hari itu, rantai akar, pemeriksa, dan penjelasan sederhana. Sebuah hari disegel setelah lewat: oleh sapuan, atau oleh perintah ini.",
    "Where to write it [default: bukti-ID].": "Tempat menulisnya [bawaan: bukti-ID].",
    "ARTICLE is the folder of a proof: check it.": "ARTICLE adalah folder bukti: periksa.",
    "With --check: a chain value that was published elsewhere.": "Dengan --check: nilai rantai yang diumumkan di tempat lain.",
    "the proof is sound": "bukti itu utuh",
    "the day of that look ({day}) is not sealed yet: it will be when it is over (UTC) and nobody is writing its files":
        "hari kunjungan itu ({day}) belum disegel: baru disegel setelah lewat (UTC) dan berkasnya tidak sedang ditulis",
    "taken out": "dikeluarkan",
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
    "Bring a copy of the archive up to date, and verify it.": "Perbarui salinan arsip, dan periksa.",
    "It may be made while a sweep is at work; what has not changed is not copied again. `kliping recover` makes an archive of it.":
        "Boleh dibuat selagi sapuan bekerja; yang tidak berubah tidak disalin lagi. `kliping recover` menjadikannya arsip.",
    "{files} files, {size} bytes copied; verified": "{files} berkas, {size} bita disalin; diperiksa",
    "Make an archive of a backup.": "Jadikan cadangan sebuah arsip.",
    "What was taken down since the backup was made is taken down again, by the takedown registers.":
        "Yang diturunkan sesudah cadangan dibuat diturunkan lagi, menurut daftar penurunan.",
    "recovered; {n} articles were taken down again": "dipulihkan; {n} artikel diturunkan lagi",
    "Read kept pages again with today's reader.": "Baca lagi halaman tersimpan dengan pembaca hari ini.",
    "Shows field by field what would change, with examples, before you accept it. Old readings stay, and so do the wordings that were cited. Cut off, it goes on where it stopped.":
        "Menunjukkan bidang demi bidang apa yang akan berubah, dengan contoh, sebelum Anda menyetujui. Pembacaan lama tetap ada, juga versi yang pernah dikutip. Bila terputus, dilanjutkan dari situ.",
    "Show what would change, and keep nothing.": "Tunjukkan yang akan berubah, tanpa menyimpan.",
    "Keep the readings without asking.": "Simpan pembacaan tanpa bertanya.",
    "keep the new readings?": "simpan pembacaan baru?",
    "{pages} pages read again, {same} alike, {unreadable} not readable":
        "{pages} halaman dibaca lagi, {same} sama, {unreadable} tidak terbaca",
    # People decide
    "taken down": "diturunkan",
    "reinstated": "dipulihkan",
    "not public": "tidak untuk umum",
    "public": "untuk umum",
    "a person reads": "dibaca orang",
    "joined": "digabung",
    "parted": "dipisah",
    "note": "catatan",
    "collection": "koleksi",
    "its headline still stands on {n} pages of other articles, which are kept as they came":
        "judulnya masih ada di {n} halaman artikel lain, yang tetap disimpan sebagaimana diterima",
    "taken down: {readings} readings, {records} records": "diturunkan: {readings} pembacaan, {records} rekaman",
    "another copy in its story, for you to decide: {article}": "salinan lain dalam ceritanya, Anda yang memutuskan: {article}",
    "{address} was put aside and is no article: `kliping release` it, then take it down":
        "{address} disisihkan dan bukan artikel: `kliping release` dahulu, lalu turunkan",
    "what was withheld is purged": "yang disimpan terpisah telah dimusnahkan",
    "name two articles": "sebutkan dua artikel",
    "it is empty": "isinya kosong",
    "another program is reading the archive: the old pages go with the next command after it ends":
        "program lain sedang membaca arsip: halaman lamanya hilang pada perintah berikut setelah program itu selesai",
    "a crawl is at work: what older free space of the database holds goes when it ends":
        "perambahan sedang berjalan: sisa bita lama dalam basis data hilang setelah selesai",
    "the database could not be written anew (another program writes, or the disk has no room for it twice more): its free space may hold older bytes; take it down again when that is over":
        "basis data tidak dapat ditulis ulang (program lain sedang menulis, atau cakram tidak muat dua salinannya): ruang kosongnya mungkin masih memuat bita lama; ulangi setelah itu selesai",
    "{n} records of the WARC files are read": "{n} rekaman dari berkas WARC telah dibaca",
    "{n} articles are made again": "{n} artikel telah dibuat ulang",
    "a backup still has it: {place}": "cadangan ini masih memuatnya: {place}",
    "reinstated: {records} records": "dipulihkan: {records} rekaman",
    "Who decides [default: the user's name].": "Siapa yang memutuskan [bawaan: nama pengguna].",
    "On what ground.": "Atas dasar apa.",
    "Keep the text nowhere; it cannot be reinstated.": "Teksnya tidak disimpan di mana pun; tidak dapat dipulihkan.",
    "Take an article down: out of tables, index and WARC.": "Turunkan artikel: dari tabel, indeks dan WARC.",
    "The text moves to withheld.db, which nothing that serves opens. Tombstones stand in its records' places, so seals and proofs of everything else still verify, and it never comes back: not by crawling, merging, rebuilding or from a backup. Other copies in its story and known backups are listed for your decision. Again it finishes what was cut off, and with --purge leaves nothing in withheld.db either.":
        "Teksnya pindah ke withheld.db, yang tidak dibuka layanan mana pun. Di tempat rekamannya berdiri nisan, sehingga segel dan bukti lain tetap sah, dan teks itu tidak kembali: tidak lewat perambanan, penyatuan, pembuatan ulang atau cadangan. Salinan lain dalam ceritanya dan cadangan yang dikenal didaftar untuk keputusan Anda. Bila diulang, perintah ini menyelesaikan yang terputus, dan dengan --purge tidak menyisakan apa pun di withheld.db.",
    "Bring back what was taken down and not purged.": "Pulihkan yang diturunkan dan tidak dimusnahkan.",
    "Keep an article out of what is public; here it stays readable.": "Jangan tampilkan artikel untuk umum; di sini tetap terbaca.",
    "Keep an article out of what is public until a day.": "Jangan tampilkan artikel untuk umum sampai suatu hari.",
    "The day on which it becomes public, UTC.": "Hari artikel menjadi untuk umum, UTC.",
    "Let an article be public again.": "Bolehkan artikel untuk umum lagi.",
    "After a restriction, a withdrawal at its source, or a machine's caution.":
        "Setelah pembatasan, penarikan di sumbernya, atau kehati-hatian mesin.",
    "Say otherwise than the machine read a field.": "Nyatakan lain dari yang dibaca mesin.",
    "Your reading stands beside the machine's, in `show`, the reading room, exports and the view `articles`, and survives every later reader; what was printed is not touched.":
        "Bacaan Anda berdiri di samping bacaan mesin, dalam `show`, ruang baca, ekspor, dan view `articles`, dan bertahan terhadap setiap pembaca baru; yang tercetak tidak disentuh.",
    "Say that two articles are one story.": "Nyatakan dua artikel sebagai satu cerita.",
    "Say that one of two articles is no copy of the other.": "Nyatakan satu artikel bukan salinan yang lain.",
    "Write a note on an article.": "Tulis catatan pada artikel.",
    "Put articles into a collection, or show what is in it.": "Masukkan artikel ke koleksi, atau tampilkan isinya.",
    "Take the articles out of it.": "Keluarkan artikel darinya.",
}  # fmt: skip
