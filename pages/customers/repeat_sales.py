from ui import page
from ui.text import _

page.show(_("Repeat sales"), lambda desk: None)
