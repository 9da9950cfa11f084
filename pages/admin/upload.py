from ui import page
from ui.text import _

page.show(_("Upload"), lambda desk: None)
