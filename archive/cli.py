"""`kliping`: the archive's commands. The crawler's join by the entry point group `kliping.commands`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import click

# Folders: --archive, else KLIPING_ARCHIVE, else this one.
DEFAULT_FOLDER = "kliping-archive"


def main() -> NoReturn:
    """The command line. `sweep` takes its lock before anything heavy is imported: nineteen of twenty end at once."""
    with ExitStack() as held:
        arguments = sys.argv[1:]
        if "sweep" in arguments and "--help" not in arguments:
            _lock_for_sweep(arguments, held)
        sys.exit(_run())


def _lock_for_sweep(arguments: list[str], held: ExitStack) -> None:
    from archive.errors import ArchiveBusy
    from archive.lock import crawl_lock

    try:
        held.enter_context(crawl_lock(folder_of(arguments)))
    except ArchiveBusy as error:
        sys.stderr.write(f"kliping: {error}\n")
        sys.exit(error.exit_code)
    os.environ["KLIPING_LOCK_HELD"] = str(os.getpid())


def folder_of(arguments: list[str]) -> Path:
    """The archive's folder, as the options (wherever they stand) and the environment say."""
    for number, argument in enumerate(arguments):
        if argument in ("--archive", "-a") and number + 1 < len(arguments):
            return Path(arguments[number + 1])
        if argument.startswith("--archive="):
            return Path(argument.removeprefix("--archive="))
    return Path(os.environ.get("KLIPING_ARCHIVE") or DEFAULT_FOLDER)


def _run() -> int:
    import click

    from archive.errors import ArchiveError
    from archive.messages import say

    try:
        return int(_group()(standalone_mode=False, prog_name="kliping") or 0)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # Whoever read has enough (head, less); what was not yet written goes nowhere, silently.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        sys.stderr.write(f"kliping: {say('interrupted')}\n")
        return 130
    except ArchiveError as error:
        sys.stderr.write(f"kliping: {_one_line(error)}\n")
        return error.exit_code
    except Exception as error:  # the crawler's errors carry their own exit code; anything else is a bug and is shown
        code = getattr(error, "exit_code", None)
        if code is None:
            raise
        sys.stderr.write(f"kliping: {_one_line(error)}\n")
        return int(code)


def _one_line(error: Exception) -> str:
    from archive.terminal import clean

    return clean(error)


def _group() -> click.Group:
    import click

    from archive import __version__
    from archive.commands import COMMANDS

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(__version__, prog_name="kliping")
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

    for command in COMMANDS:
        kliping.add_command(command)
    for register in _crawlers():
        register(kliping)
    return kliping


def _crawlers() -> list[Callable[[Any], None]]:
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


def folder_option(function: Any) -> Any:
    """`--archive DIR`, before or after the command."""
    import click

    return click.option(
        "--archive", "-a", "folder", type=click.Path(path_type=Path), expose_value=False, callback=_chosen_folder,
        is_eager=True, help="The archive's folder [default: $KLIPING_ARCHIVE, else ./kliping-archive].",
    )(function)  # fmt: skip


def _chosen_folder(_context: Any, _parameter: Any, value: Path | None) -> None:
    if value is not None:
        os.environ["KLIPING_ARCHIVE"] = str(value)


def language_option(function: Any) -> Any:
    """`--lang en|id`, before or after the command."""
    import click

    from archive.messages import use_language

    use_language(os.environ.get("KLIPING_LANG"))

    def chosen(_context: Any, _parameter: Any, value: str | None) -> None:
        if value is not None:
            use_language(value)

    return click.option(
        "--lang", type=click.Choice(["en", "id"]), expose_value=False, callback=chosen, is_eager=True,
        help="Messages in English or Indonesian [default: the locale's].",
    )(function)  # fmt: skip


if __name__ == "__main__":
    main()
