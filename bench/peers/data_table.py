"""Textual's own DataTable with 10,000 people, in columns like those of the console."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from bench.big_directory import Person

PEOPLE = 10_000


class People(App[None]):
    """One table that holds them all."""

    def compose(self) -> ComposeResult:
        """The one table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Put all rows in."""
        table = self.query_one(DataTable)
        table.add_columns("Name", "userName", "Type", "State")
        people = sorted((Person(number) for number in range(PEOPLE)), key=lambda person: person.user_name)
        table.add_rows(
            (person.display_name, person.user_name, person.resource["userType"], "active")
            for person in people
        )


if __name__ == "__main__":
    People().run()
