"""What all commands share: the folder, the language, JSON, and help in the chosen language."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from archive import DATABASE
from archive.cli import DEFAULT_FOLDER
from archive.errors import ArchiveMissing
from archive.messages import LANGUAGES, say, use_language

F = TypeVar("F", bound=Callable[..., Any])

_FOLDER = "kliping.folder"


def chosen_folder() -> Path:
    """The folder of the archive that is meant: --archive, else KLIPING_ARCHIVE, else ./kliping-archive."""
    return named_folder() or Path(DEFAULT_FOLDER)


def named_folder() -> Path | None:
    """The folder that --archive or KLIPING_ARCHIVE names, if any does."""
    context = click.get_current_context(silent=True)
    chosen = context.meta.get(_FOLDER) if context else None
    named = chosen or os.environ.get("KLIPING_ARCHIVE")
    return Path(named) if named else None


def archive_folder() -> Path:
    """The folder of an archive that is there. ArchiveMissing tells how to begin one."""
    folder = chosen_folder()
    if not (folder / DATABASE).exists():
        raise ArchiveMissing(
            say("there is no archive in {folder}: begin one with `kliping init`, or see `kliping demo`", folder=folder)
        )
    return folder


class Formatter(click.HelpFormatter):
    """Click's help, its own headings and lines in the chosen language too."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of the usage."""
        super().write_usage(prog, args, say("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """`Options:`, `Crawl:`."""
        super().write_heading(say(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names and what they are."""
        super().write_dl([(name, say(told)) for name, told in rows], col_max, col_spacing)


click.Context.formatter_class = Formatter


def complaint(error: click.ClickException) -> str:
    """What is wrong with what was typed, in the chosen language."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return say(
            "{name} is missing: see --help", name=error.param.make_metavar(error.ctx or click.Context(Command("")))
        )
    if isinstance(error, click.NoSuchOption):
        near = f" ({', '.join(sorted(error.possibilities))}?)" if error.possibilities else ""
        return say("there is no option {name}: see --help", name=error.option_name) + near
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{error.param.opts[0]}: {error.message}"
    return error.format_message()


class Option(click.Option):
    """An option whose help is in the chosen language."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The line of the help."""
        english = self.help
        try:
            self.help = say(english) if english else None
            return super().get_help_record(ctx)
        finally:
            self.help = english


def in_language(help_text: str) -> str:
    """A command's help in the chosen language, paragraph by paragraph; of examples, what they are for."""
    parts = inspect.cleandoc(help_text).split("\n\n")
    return "\n\n".join(_example(part) if part.startswith("\b") else say(part.replace("\n", " ")) for part in parts)


def _example(part: str) -> str:
    typed = (line.rpartition("   ") for line in part.split("\n"))
    return "\n".join(f"{before}{gap}{say(told)}" for before, gap, told in typed)


class Command(click.Command):
    """A command whose help is in the chosen language."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The text of `--help`."""
        english = self.help
        try:
            self.help = in_language(english) if english else None
            super().format_help_text(ctx, formatter)
        finally:
            self.help = english

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, for the list of commands."""
        return click.Command("", help=in_language(self.help or "")).get_short_help_str(limit)


# What a person wants to do, and the commands for it, in the order in which they are met.
SECTIONS = {
    "Begin": ("demo", "init", "add-site", "sites", "follow", "unfollow", "forget", "doctor"),
    "Crawl": ("sweep", "crawl", "keep", "import", "runs", "issues", "health", "coverage", "receipts"),
    "Ask": ("search", "show", "history", "diff", "story", "deleted", "cite", "export", "serve", "sql", "completion"),
    "Decide": (
        "takedown", "reinstate", "restrict", "embargo", "release", "correct", "join", "split", "note", "collection",
    ),
    "Preserve": ("verify", "prove", "backup", "recover", "merge", "rebuild"),
    "Read pages": ("read", "accept", "reparse"),
}  # fmt: skip


class Group(click.Group, Command):
    """The group of all commands, told in the sections of what a person wants to do."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Each section that has commands here; what stands in none comes last."""
        placed = {name for names in SECTIONS.values() for name in names}
        others = tuple(name for name in self.commands if name not in placed)
        width = max(map(len, self.commands), default=0)
        for title, names in {**SECTIONS, "More": others}.items():
            known = [(name, self.commands[name]) for name in names if name in self.commands]
            limit = formatter.width - 6 - width
            rows = [(name.ljust(width), command.get_short_help_str(limit)) for name, command in known]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; a usage error that names those there are."""
        if args and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(
                say("there is no command {name}; there are: {known}", name=args[0], known=", ".join(self.commands))
            )
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands."""
        return list(self.commands)


def folder_option(function: F) -> F:
    """`--archive DIR`, before or after the command."""

    def chosen(context: click.Context, _parameter: Any, value: Path | None) -> None:
        if value is not None:
            context.meta[_FOLDER] = str(value)

    return click.option(
        "--archive", "-a", "folder", type=click.Path(path_type=Path), expose_value=False, callback=chosen,
        is_eager=True, cls=Option, metavar="DIR",
        help="The archive's folder [default: $KLIPING_ARCHIVE, else ./kliping-archive].",
    )(function)  # fmt: skip


def language_option(function: F) -> F:
    """`--lang en|id`, before or after the command."""

    def chosen(_context: Any, _parameter: Any, value: str | None) -> None:
        if value is not None:
            use_language(value)

    return click.option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, callback=chosen, is_eager=True, cls=Option,
        help="Messages in English or Indonesian [default: the locale's].",
    )(function)  # fmt: skip


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option whose help is in the chosen language."""
    return click.option(*names, cls=Option, **settings)


def command(name: str, cls: type[Command] = Command) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with the options that all have: --json, --archive, --lang."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        common = option("--json", "as_json", is_flag=True, help="Print JSON instead.")
        return click.command(name, cls=cls)(common(folder_option(language_option(function))))

    return decorate
