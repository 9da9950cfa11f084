from ui import page
from ui.text import _

page.show(_("Deals"), lambda desk: None)
