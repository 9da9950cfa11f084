from ui import page
from ui.text import _

page.show(_("Managers"), lambda desk: None)
