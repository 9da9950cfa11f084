from ui import page
from ui.text import _

page.show(_("Average check"), lambda desk: None)
