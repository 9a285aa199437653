"""A table on standard output, with a word beside what keeps its budget and what falls short."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement; `kept` is None where there is no budget."""

    name: str
    cells: tuple[str, ...]
    kept: bool | None = None


@dataclass
class Table:
    """A titled table, printed in aligned columns."""

    title: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a row."""
        self.rows.append(row)

    def print(self) -> None:
        """Write the table in Markdown, which reads well in a terminal too."""
        verdicts = {True: "kept", False: "SHORT", None: ""}
        lines = [("", *self.columns, "")]
        lines += [(row.name, *row.cells, verdicts[row.kept]) for row in self.rows]
        widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))]
        print(f"\n{self.title}\n")
        for number, line in enumerate(lines):
            cells = [
                cell.ljust(width) if index == 0 else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(line, widths, strict=True))
            ]
            print("| " + " | ".join(cells) + " |")
            if number == 0:
                print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
