"""Who sells, and who needs help? All managers in one table, and each of them beside the team."""

from ui import page
from ui.managers import body
from ui.text import _

page.show(_("Managers"), body.show)
