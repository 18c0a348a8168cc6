"""`kliping`: the command line's beginning and end. The crawler's commands join by the entry point `kliping.commands`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import click

# Folders: --archive, else KLIPING_ARCHIVE, else this one.
DEFAULT_FOLDER = "kliping-archive"
INTERRUPTED = 130
_ENOSPC = 28
_GLOBAL_OPTIONS = ("--archive", "-a", "--lang")
_HELP = ("--help", "-h")
# Where each of the archive's own commands stands, so that only that is loaded; of the others all are.
OWN = {
    **dict.fromkeys(("search", "sql", "completion"), "archive.search_command"),
    **dict.fromkeys(("show", "history", "diff", "story", "deleted", "runs", "verify"), "archive.commands"),
    **dict.fromkeys(("rebuild", "prove", "cite", "merge", "backup", "recover"), "archive.upkeep_commands"),
    **dict.fromkeys(
        ("takedown", "reinstate", "restrict", "embargo", "release", "correct", "join", "split", "note", "collection"),
        "archive.acts_command",
    ),
    **dict.fromkeys(("issues", "health", "coverage", "receipts"), "archive.watch_command"),
    "export": "archive.export_command",
    "serve": "archive.web.serve",
}
# The archive's own commands of which the crawler, where it is installed, can do more.
_SHARED = frozenset({"release"})


def main() -> NoReturn:
    """The command line. `sweep` takes its lock before anything heavy is imported: nineteen of twenty end at once."""
    with ExitStack() as held:
        arguments = sys.argv[1:]
        if command_of(arguments) == "sweep" and not set(_HELP) & set(arguments):
            _lock_for_sweep(arguments, held)
        sys.exit(_run(arguments))


def command_of(arguments: Sequence[str]) -> str | None:
    """The command that is asked for: the first word that is neither an option nor the value of one."""
    words = iter(arguments)
    for word in words:
        if word in _GLOBAL_OPTIONS:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def folder_of(arguments: Sequence[str]) -> Path:
    """The archive's folder, as the options (wherever they stand; the last one counts) and the environment say."""
    named = os.environ.get("KLIPING_ARCHIVE") or DEFAULT_FOLDER
    for number, word in enumerate(arguments):
        if word in ("--archive", "-a") and number + 1 < len(arguments):
            named = arguments[number + 1]
        elif word.startswith("--archive="):
            named = word.removeprefix("--archive=")
        elif word.startswith("-a") and len(word) > 2:
            named = word[2:]
    return Path(named)


def language_of(arguments: Sequence[str]) -> str | None:
    """The language that --lang names, wherever it stands (help is printed before later options are read)."""
    named = os.environ.get("KLIPING_LANG")
    for word, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        named = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else named
    return named


def _lock_for_sweep(arguments: Sequence[str], held: ExitStack) -> None:
    from archive.errors import ArchiveBusy
    from archive.lock import crawl_lock
    from archive.messages import use_language

    use_language(language_of(arguments))
    folder = folder_of(arguments)
    if not folder.exists():
        # There is nothing to lock, and the command will say so: a mistyped folder is not made.
        return
    try:
        held.enter_context(crawl_lock(folder))
    except ArchiveBusy as error:
        sys.stderr.write(f"kliping: {error}\n")
        sys.exit(error.exit_code)
    except OSError as error:
        sys.stderr.write(f"kliping: {error}\n")
        sys.exit(3 if error.errno == _ENOSPC else 1)
    os.environ["KLIPING_LOCK_HELD"] = str(os.getpid())


def _run(arguments: Sequence[str]) -> int:
    import click

    from archive.messages import say, use_language
    from archive.options import complaint
    from archive.terminal import clean

    use_language(language_of(arguments))
    try:
        code = int(group(command_of(arguments))(args=list(arguments), standalone_mode=False, prog_name="kliping") or 0)
        # What is still in the buffer may find that nobody reads any more: here, where that is no trouble.
        sys.stdout.flush()
    except click.exceptions.Abort:
        sys.stderr.write(f"kliping: {say('interrupted')}\n")
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        sys.stderr.write(f"kliping: {clean(complaint(error))}\n")
        return error.exit_code
    except BrokenPipeError:
        # Whoever read has enough (head, less); what was not yet written goes nowhere, silently.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as error:
        told = _told(error)
        if told is None or os.environ.get("KLIPING_DEBUG"):
            raise
        sys.stderr.write(f"kliping: {clean(told[0])}\n")
        return told[1]
    return code


def _told(error: Exception) -> tuple[str, int] | None:
    """What a person is told of an error, and the exit code; None where it is a fault of the program's own."""
    from archive.messages import say
    from archive.sqlite import DatabaseError

    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        return str(error), code
    if isinstance(error, DatabaseError):
        return say("the archive cannot be read ({error}): see `kliping verify` and `kliping doctor`", error=error), 1
    if isinstance(error, OSError):
        return str(error), 3 if error.errno == _ENOSPC else 1
    return None


def group(command: str | None = None) -> click.Group:
    """All commands, or hardly more than the one that is asked for: that starts faster."""
    import click

    from archive import __version__
    from archive.options import Group, folder_option, language_option

    @click.group(cls=Group, context_settings={"help_option_names": list(_HELP), "max_content_width": 100})
    @click.version_option(__version__, "--version", prog_name="kliping", help="Print the version of Kliping.")
    @folder_option
    @language_option
    def kliping(**_: Any) -> None:
        """The memory of regional news: crawl small newspapers, keep every wording, ask the archive.

        \b
        kliping demo                                   see all of it work on an invented press
        kliping init --contact you@example.org         begin an archive
        kliping follow suarajarmas && kliping sweep    crawl what you follow (from cron)
        kliping search bupati "jalan rusak"            ask
        """

    if command is not None and command not in OWN:
        _join_crawlers(kliping, command)
    if command in kliping.commands:
        return kliping
    wanted = OWN.get(command or "")
    for module in [wanted] if wanted else dict.fromkeys(OWN.values()):
        for own in import_module(module).COMMANDS:
            kliping.add_command(own)
    if wanted is None or command in _SHARED:
        _join_crawlers(kliping, command if wanted else None)
    return kliping


def _join_crawlers(kliping: click.Group, command: str | None) -> None:
    """Let the crawler's commands join, or only the one that is asked for."""
    for register in _crawlers():
        register(kliping, command)


def _crawlers() -> list[Callable[[Any, str | None], None]]:
    from importlib.metadata import entry_points

    found = []
    for point in entry_points(group="kliping.commands"):
        try:
            found.append(point.load())
        except ImportError as error:
            # The archive can be used where the crawler's libraries are not installed; its commands are then not there.
            if os.environ.get("KLIPING_DEBUG"):
                sys.stderr.write(f"kliping: {point.name}: {error}\n")
    return found


if __name__ == "__main__":
    main()
