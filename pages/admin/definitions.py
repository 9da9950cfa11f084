from ui import page
from ui.text import _

page.show(_("Definitions"), lambda desk: None)
