"""Who may come in, and what may each see? People and their rights in a grid, links to let them in, a look as each."""

from ui import looking, page, viewing
from ui.desk import Desk
from ui.people import doors, grid
from ui.text import _


def access(desk: Desk) -> None:
    page.answer(grid.answer(desk.store))
    if looking.only_looks(desk.store):
        return
    grid.draw(desk.store)
    doors.draw(desk.store)


page.show(_("Access"), access, needs_data=False, only_for=viewing.may_keep)
