"""Checks a proof that `kliping prove` wrote, with Python and nothing else.

Use: python3 check_proof.py [FOLDER [CHAIN]]. FOLDER is where this file stands, if nothing is said. CHAIN is a chain value that was published or deposited elsewhere: the proof must lead to it.
"""

import hashlib
import json
import pathlib
import sys


def sha(data: bytes) -> str:
    """SHA-256 as hex digits."""
    return hashlib.sha256(data).hexdigest()


def check(name: str, witness: str | None = None) -> list[str]:
    """What does not fit; nothing where all does."""
    folder, wrong = pathlib.Path(name), []
    proof = json.loads((folder / "proof.json").read_text("utf-8"))
    chain = proof["chain"]
    for record in proof["records"]:
        digest = sha((folder / record["file"]).read_bytes())
        node = hashlib.sha256(b"\0" + f"{record['record']} {digest}".encode()).digest()
        for step in record["path"]:
            other = bytes.fromhex(step["hash"])
            node = hashlib.sha256(b"\1" + (other + node if step["side"] == "left" else node + other)).digest()
        if node.hex() != chain[0]["root"]:
            wrong.append(f"{record['file']} is not what was sealed on {chain[0]['day']}")
    head = (folder / "record.warc").read_bytes().partition(b"\r\n\r\n")[0].decode() + "\r\n"
    claims = f"\nWARC-Target-URI: {proof['url']}\r", f"\nWARC-Date: {proof['at'][:-1]}"
    names = {record["file"] for record in proof["records"]}
    if names != {path.name for path in folder.glob("*.warc")} or any(claim not in head for claim in claims):
        wrong.append("what the folder shows is not what is proved")
    before = chain[0]["before"]
    for seal in chain:
        value = sha(f"{before} {seal['day']} {seal['leaves']} {seal['root']}".encode())
        if value != seal["chain"] or seal["before"] != before:
            wrong.append(f"the seal of {seal['day']} does not follow from the one before")
        before = seal["chain"]
    if witness and witness not in [seal["chain"] for seal in chain]:
        wrong.append("the proof does not lead to the chain value given")
    return wrong


if __name__ == "__main__":
    found = check(*(sys.argv[1:3] or [str(pathlib.Path(__file__).parent)]))
    print("\n".join(found) or "sound: the records are what was sealed, and the seals follow each other")
    sys.exit(1 if found else 0)
